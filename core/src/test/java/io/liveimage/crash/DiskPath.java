package io.liveimage.crash;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent.Kind;
import java.nio.file.WatchEvent.Modifier;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/**
 * A path on a disk.
 *
 * @param system where it is a path
 * @param name how it is spelled
 */
record DiskPath(DiskFileSystem system, Path name) implements Path {

  private @Nullable Path of(@Nullable Path other) {
    return other == null ? null : new DiskPath(system, other);
  }

  private static Path name(Path other) {
    return ((DiskPath) other).name;
  }

  @Override
  public FileSystem getFileSystem() {
    return system;
  }

  @Override
  public boolean isAbsolute() {
    return name.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return of(name.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return of(name.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return of(name.getParent());
  }

  @Override
  public int getNameCount() {
    return name.getNameCount();
  }

  @Override
  public @Nullable Path getName(int index) {
    return of(name.getName(index));
  }

  @Override
  public @Nullable Path subpath(int begin, int end) {
    return of(name.subpath(begin, end));
  }

  @Override
  public boolean startsWith(Path other) {
    return name.startsWith(name(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return name.endsWith(name(other));
  }

  @Override
  public @Nullable Path normalize() {
    return of(name.normalize());
  }

  @Override
  public @Nullable Path resolve(Path other) {
    return of(name.resolve(name(other)));
  }

  @Override
  public @Nullable Path relativize(Path other) {
    return of(name.relativize(name(other)));
  }

  @Override
  public URI toUri() {
    return URI.create("disk:" + name);
  }

  @Override
  public @Nullable Path toAbsolutePath() {
    return of(Path.of("/").resolve(name));
  }

  @Override
  public @Nullable Path toRealPath(LinkOption... options) {
    return toAbsolutePath();
  }

  @Override
  public WatchKey register(WatchService watcher, Kind<?>[] events, Modifier... modifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int compareTo(Path other) {
    return name.compareTo(name(other));
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
