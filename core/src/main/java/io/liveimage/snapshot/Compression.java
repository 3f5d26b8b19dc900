package io.liveimage.snapshot;

import java.util.Locale;

/**
 * Whether the sections of images are compressed when they are written. It makes no difference for
 * reading: an image says of each section whether it is.
 *
 * <p>Never compressed are sections under 64 KB, and what {@link StateCodec#isCompressible a codec}
 * says is not worth it.
 */
public enum Compression {

  /** With Zstandard where {@code com.github.luben:zstd-jni} is on the class path, else not. */
  AUTO,

  /** With Zstandard; a store cannot be made without {@code com.github.luben:zstd-jni}. */
  ZSTD,

  /** Not at all. */
  NONE;

  /**
   * Reads what a setting says.
   *
   * @param text {@code auto}, {@code zstd} or {@code none}; case and blanks around it are ignored
   * @return the compression
   * @throws IllegalArgumentException if it is something else; the message lists what can be said
   */
  public static Compression parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "auto" -> AUTO;
      case "zstd" -> ZSTD;
      case "none" -> NONE;
      default ->
          throw new IllegalArgumentException(
              "Cannot compress images by \"%s\": expected auto, zstd or none".formatted(text));
    };
  }

  boolean isOn() {
    return this != NONE && Zstd.isUsable();
  }

  /** Requires that it can be done as it was asked for. */
  void requireUsable() {
    if (this == ZSTD && !Zstd.isUsable()) {
      throw new SnapshotException(
          "Images cannot be compressed: " + Zstd.problem() + ". Add it, or choose auto or none");
    }
  }
}
