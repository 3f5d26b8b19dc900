package io.liveimage.crash;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls of java.nio.file that end at a disk; those that nobody makes are not there. */
final class DiskProvider extends FileSystemProvider {

  private static Disk disk(Path path) {
    return ((DiskPath) path).system().disk();
  }

  private static String name(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  @Override
  public String getScheme() {
    return "disk";
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    boolean writes = options.contains(WRITE) || options.contains(APPEND);
    int node = node(path, options, writes);
    if (writes && disk(path).isDirectory(node)) {
      throw new FileSystemException(path + ": Is a directory");
    }
    var channel = new DiskChannel(disk(path), node, name(path), options.contains(APPEND));
    if (writes && options.contains(TRUNCATE_EXISTING)) {
      channel.truncate(0);
    }
    return channel;
  }

  private static int node(Path path, Set<? extends OpenOption> options, boolean writes)
      throws IOException {
    Integer existing = disk(path).find(name(path));
    boolean creates = writes && (options.contains(CREATE) || options.contains(CREATE_NEW));
    if (existing == null && creates) {
      return disk(path).create(name(path), false);
    }
    if (existing != null && writes && options.contains(CREATE_NEW)) {
      throw new FileAlreadyExistsException(name(path));
    }
    return disk(path).existing(name(path));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> entries =
        disk(directory).names(name(directory)).stream().map(directory::resolve).toList();
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return entries.iterator();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    disk(directory).create(name(directory), true);
  }

  @Override
  public void delete(Path path) throws IOException {
    disk(path).delete(name(path));
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    disk(source).rename(name(source), name(target));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    byte[] content = disk(source).bytes(disk(source).existing(name(source)));
    int copy = disk(target).create(name(target), false);
    disk(target).write(copy, 0, content, name(target));
  }

  @Override
  public boolean isSameFile(Path path, Path other) {
    return name(path).equals(name(other));
  }

  @Override
  public boolean isHidden(Path path) {
    return false;
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    disk(path).existing(name(path));
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    int node = disk(path).existing(name(path));
    return type.cast(new DiskAttributes(disk(path).isDirectory(node), disk(path).size(node)));
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return null;
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    throw new IOException("It is not told how much room there is");
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException();
  }
}
