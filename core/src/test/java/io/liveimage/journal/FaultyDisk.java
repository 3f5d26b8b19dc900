package io.liveimage.journal;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The default file system, where a test decides what becomes of writes. */
final class FaultyDisk extends FileSystemProvider {

  /** What is done to a file. */
  enum Operation {
    WRITE,
    FORCE,
    TRUNCATE
  }

  /** Decides before each operation; may throw, or wait. */
  interface Fault {
    void before(Operation operation, Path file) throws IOException;
  }

  private final FileSystemProvider real;
  private final FileSystem system;
  private volatile Fault fault = (operation, file) -> {};

  FaultyDisk(Path path) {
    this.real = path.getFileSystem().provider();
    this.system = new Faulty(path.getFileSystem());
  }

  void fault(Fault next) {
    fault = next;
  }

  Path path(Path path) {
    return (Path)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Wrapped.class},
            (proxy, method, arguments) -> invoke(path, method, arguments));
  }

  /** A path of this file system. */
  interface Wrapped extends Path {
    Path wrapped();
  }

  private @Nullable Object invoke(Path path, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("wrapped")) {
      return path;
    } else if (method.getName().equals("getFileSystem")) {
      return system;
    }
    try {
      Object result = method.invoke(path, unwrapped(arguments));
      return result instanceof Path ? path((Path) result) : result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object @Nullable [] unwrapped(Object @Nullable [] arguments) {
    if (arguments == null) {
      return null;
    }
    Object[] result = arguments.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = result[i] instanceof Path path ? real(path) : result[i];
    }
    return result;
  }

  private static Path real(Path path) {
    return path instanceof Wrapped wrapped ? wrapped.wrapped() : path;
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return new Channel(real(path), real.newFileChannel(real(path), options, attributes));
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
    List<Path> paths = new ArrayList<>();
    try (var stream = real.newDirectoryStream(real(directory), filter)) {
      stream.forEach(each -> paths.add(path(each)));
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return paths.iterator();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    real.createDirectory(real(directory), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    real.delete(real(path));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    real.copy(real(source), real(target), options);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    real.move(real(source), real(target), options);
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    real.checkAccess(real(path), modes);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return real.readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return real.readAttributes(real(path), attributes, options);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return real.getFileAttributeView(real(path), type, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    real.setAttribute(real(path), attribute, value, options);
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return real.isSameFile(real(path), real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return real.isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return real.getFileStore(real(path));
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return system;
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  private final class Faulty extends FileSystem {
    private final FileSystem wrapped;

    Faulty(FileSystem wrapped) {
      this.wrapped = wrapped;
    }

    @Override
    public FileSystemProvider provider() {
      return FaultyDisk.this;
    }

    @Override
    public void close() {}

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public String getSeparator() {
      return wrapped.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      return wrapped.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return wrapped.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
      return path(wrapped.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
      throw new UnsupportedOperationException();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      return wrapped.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() {
      throw new UnsupportedOperationException();
    }
  }

  private final class Channel extends FileChannel {
    private final Path file;
    private final FileChannel channel;

    Channel(Path file, FileChannel channel) {
      this.file = file;
      this.channel = channel;
    }

    /** Half of the bytes are written when the fault says no. */
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      try {
        fault.before(Operation.WRITE, file);
      } catch (IOException e) {
        channel.write(bytes.limit((bytes.position() + bytes.limit()) / 2));
        throw e;
      }
      return channel.write(bytes);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      fault.before(Operation.FORCE, file);
      channel.force(metaData);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      fault.before(Operation.TRUNCATE, file);
      channel.truncate(size);
      return this;
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      return channel.read(bytes);
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
      return channel.read(bytes, position);
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      channel.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public long read(ByteBuffer[] bytes, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] bytes, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer bytes, long position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void implCloseChannel() throws IOException {
      channel.close();
    }
  }
}
