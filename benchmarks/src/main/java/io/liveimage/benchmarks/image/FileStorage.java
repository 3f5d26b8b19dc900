package io.liveimage.benchmarks.image;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A peer: one file, forced to the disk, and nothing else: no checksum, no second name, no look at
 * what was written.
 */
abstract class FileStorage<S> implements Storage<S> {
  private static final int BUFFER = 64 * 1024;

  @Override
  public final void write(List<S> parts, Path directory) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve("state");
    try (var channel = FileChannel.open(file, CREATE, WRITE, TRUNCATE_EXISTING)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
      encode(parts.get(0), out);
      out.flush();
      channel.force(true);
    }
  }

  @Override
  public final List<S> read(Path directory) throws IOException {
    Path file = directory.resolve("state");
    try (InputStream in = Files.newInputStream(file)) {
      return List.of(decode(in));
    }
  }

  abstract void encode(S state, OutputStream out) throws IOException;

  abstract S decode(InputStream in) throws IOException;
}
