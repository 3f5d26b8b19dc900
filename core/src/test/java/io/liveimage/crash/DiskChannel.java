package io.liveimage.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file or directory of a disk. */
final class DiskChannel extends FileChannel {
  private final Disk disk;
  private final int node;
  private final String path;
  private final boolean appends;
  private int position;

  DiskChannel(Disk disk, int node, String path, boolean appends) {
    this.disk = disk;
    this.node = node;
    this.path = path;
    this.appends = appends;
  }

  @Override
  public synchronized int read(ByteBuffer target) throws IOException {
    int read = read(target, position);
    position += Math.max(read, 0);
    return read;
  }

  @Override
  public int read(ByteBuffer target, long from) throws IOException {
    requireOpen();
    byte[] bytes = disk.read(node, (int) from, target.remaining());
    target.put(bytes);
    return bytes.length == 0 && (from >= disk.size(node)) ? -1 : bytes.length;
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    long read = 0;
    for (int i = offset; i < offset + length; i++) {
      int count = read(targets[i]);
      if (count < 0) {
        return read == 0 ? -1 : read;
      }
      read += count;
    }
    return read;
  }

  @Override
  public synchronized int write(ByteBuffer source) throws IOException {
    int at = appends ? disk.size(node) : position;
    int written = write(source, at);
    position = at + written;
    return written;
  }

  @Override
  public int write(ByteBuffer source, long at) throws IOException {
    requireOpen();
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    if (bytes.length > 0) {
      disk.write(node, (int) at, bytes, path);
    }
    return bytes.length;
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long written = 0;
    for (int i = offset; i < offset + length; i++) {
      written += write(sources[i]);
    }
    return written;
  }

  @Override
  public synchronized long position() throws IOException {
    requireOpen();
    return position;
  }

  @Override
  public synchronized FileChannel position(long to) throws IOException {
    requireOpen();
    position = (int) to;
    return this;
  }

  @Override
  public long size() throws IOException {
    requireOpen();
    return disk.size(node);
  }

  @Override
  public synchronized FileChannel truncate(long size) throws IOException {
    requireOpen();
    disk.truncate(node, (int) size, path);
    position = (int) Math.min(position, size);
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    requireOpen();
    disk.force(node, path);
  }

  private void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  protected void implCloseChannel() {}

  @Override
  public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
    return target.write(ByteBuffer.wrap(disk.read(node, (int) from, (int) count)));
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long from, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long from, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long from, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
