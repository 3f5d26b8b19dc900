package io.liveimage.service;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Whose a file is.
 *
 * @param uid the user; empty where the file system has none
 */
record Owner(OptionalInt uid) {
  private static final int ROOT = 0;

  static boolean isKnownAt(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  static Owner of(Path path) throws IOException {
    return new Owner(
        isKnownAt(path)
            ? OptionalInt.of((int) Files.getAttribute(path, "unix:uid", NOFOLLOW_LINKS))
            : OptionalInt.empty());
  }

  /** Whether what is in this owner's file can be believed by another user. */
  boolean isTrustedBy(Owner other) {
    return equals(other) || uid.equals(OptionalInt.of(ROOT));
  }

  @Override
  public String toString() {
    return uid.isPresent() ? "user " + Integer.toUnsignedString(uid.getAsInt()) : "an unknown user";
  }
}
