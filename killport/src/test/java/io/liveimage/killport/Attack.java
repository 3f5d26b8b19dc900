package io.liveimage.killport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Starts an {@link Attacker}, as this user or as nobody. */
final class Attack {
  private static final String CLASS_FILE = "io/liveimage/killport/Attacker.class";

  private Attack() {}

  static ChildProcess by(Who who, String kind, RunningGuest guest, int count) throws IOException {
    return switch (who) {
      case SAME_USER -> ChildProcess.java(Attacker.class, kind, guest.port(), count);
      case NOBODY -> {
        Requirement.root();
        Requirement.program("setpriv");
        yield StopIT.nobody(command(kind, guest, count).toArray(String[]::new));
      }
    };
  }

  enum Who {
    SAME_USER,
    NOBODY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** Nobody can read neither this project nor the local repository. */
  private static List<String> command(String kind, RunningGuest guest, int count)
      throws IOException {
    List<String> command =
        new ArrayList<>(ChildProcess.javaCommand(Attacker.class, kind, guest.port(), count));
    command.set(command.indexOf("-cp") + 1, readableCopy().toString());
    return command;
  }

  private static Path readableCopy() throws IOException {
    Path directory = Files.createTempDirectory("attacker");
    Path copy = directory.resolve(CLASS_FILE);
    Files.createDirectories(copy.getParent());
    try (InputStream file = Attack.class.getResourceAsStream("/" + CLASS_FILE)) {
      assertThat(file).isNotNull();
      Files.copy(file, copy);
    }
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    return directory;
  }
}
