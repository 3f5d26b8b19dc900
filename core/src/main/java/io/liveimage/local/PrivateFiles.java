package io.liveimage.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The files of one private directory: mode 0600, replaced whole or not at all, no link followed.
 */
final class PrivateFiles {
  private static final String LEFTOVERS = "{token,pid,*.port,*.tmp,*.sock}";
  private static final int SHORT_FILE_BYTES = 4096;

  private final Path directory;

  PrivateFiles(Path directory) {
    this.directory = directory;
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  FileChannel openForLocking(String name) throws IOException {
    Set<OpenOption> options = Set.of(CREATE, WRITE, NOFOLLOW_LINKS);
    return FileChannel.open(path(name), options, OwnFiles.permissions(directory, "rw-------"));
  }

  String readShort(String name) throws IOException {
    try (InputStream in = Files.newInputStream(path(name), NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(SHORT_FILE_BYTES), UTF_8);
    }
  }

  /** For what means nothing after this process: may be missing or old after a power failure. */
  void replace(String name, byte[] content) throws IOException {
    replace(name, content, false);
  }

  /** Returns when the content is on the disk. */
  void replaceDurably(String name, byte[] content) throws IOException {
    replace(name, content, true);
    OwnFiles.forceDirectory(directory);
  }

  void delete(String name) throws IOException {
    delete(path(name));
  }

  private static void delete(Path file) throws IOException {
    if (file.toString().endsWith(SocketFile.SUFFIX)) {
      SocketFile.delete(file);
    } else {
      Files.deleteIfExists(file);
    }
  }

  /** Removes what a predecessor that was killed has left; its durable files stay. */
  void deleteLeftovers() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, LEFTOVERS)) {
      for (Path leftover : leftovers) {
        if (!Files.isDirectory(leftover, NOFOLLOW_LINKS)) {
          delete(leftover);
        }
      }
    }
  }

  private void replace(String name, byte[] content, boolean durably) throws IOException {
    String unique = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path whole = path(name + "." + unique + ".tmp");
    try {
      fill(whole, content, durably);
      Files.move(whole, path(name), ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  private static void fill(Path file, byte[] content, boolean durably) throws IOException {
    try (FileChannel channel = OwnFiles.create(file)) {
      OwnFiles.writeFully(channel, ByteBuffer.wrap(content));
      if (durably) {
        channel.force(true);
      }
    }
  }
}
