package io.liveimage.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The file of a unix-domain socket. Its path has to fit into a field of 104 to 108 bytes (unix(7)),
 * so one that is longer is only a link, to a socket in a private directory for temporary files.
 */
final class SocketFile {
  static final String SUFFIX = ".sock";

  private static final int MAX_PATH_BYTES = 100;
  private static final String SHORT_DIRECTORY = "liveimage-";

  private SocketFile() {}

  /** Returns where to bind the socket that shall be found at a path; nothing is there yet. */
  static Path place(Path wanted) throws IOException {
    return place(wanted, directoriesForTemporaryFiles());
  }

  static Path place(Path wanted, List<Path> elsewhere) throws IOException {
    delete(wanted);
    if (fits(wanted)) {
      return wanted;
    }
    Path socket = createShortDirectory(elsewhere).resolve(wanted.getFileName());
    Files.createSymbolicLink(wanted, socket);
    return socket;
  }

  private static boolean fits(Path path) {
    return path.toString().getBytes(UTF_8).length <= MAX_PATH_BYTES;
  }

  /** The first that serves; they are checked as the run directory is, from the root. */
  private static Path createShortDirectory(List<Path> bases) throws IOException {
    IOException failure = new IOException("no directory with a short path in " + bases);
    for (Path base : bases) {
      try {
        return checked(Files.createTempDirectory(base, SHORT_DIRECTORY));
      } catch (IOException | RunDirectoryException e) {
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  private static Path checked(Path directory) throws IOException {
    try {
      Path real = StrictModes.ofThisProcess().establish(directory);
      if (fits(real.resolve("x".repeat(32)))) {
        return real;
      }
      throw new IOException(real + " is too long for a socket, too");
    } catch (IOException | RunDirectoryException e) {
      Files.delete(directory);
      throw e;
    }
  }

  private static List<Path> directoriesForTemporaryFiles() {
    return Stream.of(
            Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")),
            Optional.ofNullable(System.getProperty("java.io.tmpdir")))
        .flatMap(Optional::stream)
        .filter(name -> !name.isBlank())
        .map(Path::of)
        .toList();
  }

  /** Removes a socket, or the link with the socket it leads to and the directory made for that. */
  static void delete(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      deleteElsewhere(Files.readSymbolicLink(path), path.getFileName());
    }
    Files.deleteIfExists(path);
  }

  private static void deleteElsewhere(Path socket, Path name) throws IOException {
    Path directory = socket.getParent();
    if (directory != null
        && socket.endsWith(name)
        && directory.getFileName().toString().startsWith(SHORT_DIRECTORY)) {
      Files.deleteIfExists(socket);
      Files.deleteIfExists(directory);
    }
  }
}
