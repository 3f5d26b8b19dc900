package io.liveimage.crash;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What a file or directory of a disk is.
 *
 * @param isDirectory whether it is a directory; otherwise it is a file
 * @param size its length
 */
record DiskAttributes(boolean isDirectory, long size) implements BasicFileAttributes {

  private static final FileTime TIME = FileTime.fromMillis(0);

  @Override
  public FileTime lastModifiedTime() {
    return TIME;
  }

  @Override
  public FileTime lastAccessTime() {
    return TIME;
  }

  @Override
  public FileTime creationTime() {
    return TIME;
  }

  @Override
  public boolean isRegularFile() {
    return !isDirectory;
  }

  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return false;
  }

  @Override
  public @Nullable Object fileKey() {
    return null;
  }
}
