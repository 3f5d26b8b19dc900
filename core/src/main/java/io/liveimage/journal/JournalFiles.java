package io.liveimage.journal;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.liveimage.local.OwnFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is done to the files of journals beside writing events. */
final class JournalFiles {

  private JournalFiles() {}

  /**
   * Forces the names of a journal's directory and of that of all journals, also when they were
   * there: whoever made them may have been killed before they were durable.
   */
  static void forceNames(Path directory) throws IOException {
    Path journals = directory.getParent();
    if (journals != null) {
      OwnFiles.forceDirectory(journals);
      OwnFiles.forceName(journals);
    }
  }

  /** Ends a file at a length. */
  static void cut(Path file, long length) throws IOException {
    try (var channel = FileChannel.open(file, WRITE)) {
      channel.truncate(length);
      channel.force(true);
    }
  }

  static void force(Path file) throws IOException {
    try (var channel = FileChannel.open(file, WRITE)) {
      channel.force(true);
    }
  }

  static void rename(Path file, Path other) throws IOException {
    Files.move(file, other, ATOMIC_MOVE);
    OwnFiles.forceName(other);
  }

  static void copy(Path file, Path other) throws IOException {
    Files.copy(file, other);
    force(other);
    OwnFiles.forceName(other);
  }
}
