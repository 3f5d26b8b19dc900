package io.liveimage.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A secret that proves the right to talk to this process: 32 random bytes, written as 64 lower-case
 * hex digits.
 *
 * <p>Immutable and safe for use by several threads. The secret appears in no message, log line or
 * {@link #toString()}; who may read the token file has it.
 */
public final class AccessToken {
  private static final int BYTES = 32;
  private static final byte[] NOTHING = {};

  private final byte[] hex;

  private AccessToken(byte[] hex) {
    this.hex = hex;
  }

  static AccessToken random() {
    return random(Path.of("/dev/urandom"));
  }

  /** Takes the bytes from the kernel itself: a {@code SecureRandom} costs a start 20 ms. */
  static AccessToken random(Path kernel) {
    byte[] secret = fromKernel(kernel);
    if (secret.length != BYTES) {
      secret = new byte[BYTES];
      new SecureRandom().nextBytes(secret);
    }
    return new AccessToken(HexFormat.of().formatHex(secret).getBytes(UTF_8));
  }

  private static byte[] fromKernel(Path kernel) {
    try {
      return isDevice(kernel) ? bytesOf(kernel) : NOTHING;
    } catch (IOException e) {
      return NOTHING; // no such device (Windows), or not for us
    }
  }

  private static byte[] bytesOf(Path kernel) throws IOException {
    try (InputStream random = Files.newInputStream(kernel)) {
      return random.readNBytes(BYTES);
    }
  }

  /** A file in its place would say the same each time. */
  private static boolean isDevice(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).isOther();
  }

  /**
   * Tells whether the candidate is this token, exactly: no blank, no line end. The time taken
   * depends on the length of the candidate only.
   *
   * @param candidate what the peer sent
   * @return whether it is the token
   */
  public boolean matches(CharSequence candidate) {
    return matches(candidate.toString().getBytes(UTF_8));
  }

  /**
   * Tells whether the candidate, as UTF-8, is this token; see {@link #matches(CharSequence)}.
   *
   * @param candidate what the peer sent; not kept, not changed
   * @return whether it is the token
   */
  public boolean matches(byte[] candidate) {
    return MessageDigest.isEqual(hex, requireNonNull(candidate, "candidate"));
  }

  /** One line, for the token file. */
  byte[] line() {
    return (new String(hex, UTF_8) + "\n").getBytes(UTF_8);
  }

  /** Returns a text without the secret. */
  @Override
  public String toString() {
    return "AccessToken(secret)";
  }
}
