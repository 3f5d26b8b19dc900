package io.liveimage.service;

import static java.util.Objects.requireNonNull;

import io.liveimage.LifecycleException;
import io.liveimage.Settings;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether a host runs, told from outside by its run directory, with the exit codes that the Linux
 * Standard Base gives the {@code status} of an init script. Looking changes nothing, and takes no
 * lock that a starting host could stumble over.
 *
 * @param condition how the host is
 * @param pid the host's process, or the one that died; empty where nothing tells
 * @param home the run directory that was looked at
 */
public record ServiceStatus(Condition condition, OptionalLong pid, Path home) {
  private static final String NAME = "liveimage.name";
  private static final String JAR = ".jar";

  /**
   * How a host can be, as LSB 5.0 numbers it; 2 is not among them: our locks die with their host.
   */
  public enum Condition {
    /** It runs, or starts or stops at this moment. */
    RUNNING(0),
    /** It was killed, or halted itself: what it would have removed in a stop is still there. */
    DEAD(1),
    /** It is stopped, or has never been started. */
    STOPPED(3),
    /** The run directory cannot be read. */
    UNKNOWN(4);

    private final int exitCode;

    Condition(int exitCode) {
      this.exitCode = exitCode;
    }

    /**
     * Returns the exit code for this condition.
     *
     * @return 0, 1, 3 or 4
     */
    public int exitCode() {
      return exitCode;
    }
  }

  /**
   * Checks that nothing is null.
   *
   * @param condition how the host is
   * @param pid the host's process
   * @param home the run directory
   */
  public ServiceStatus {
    requireNonNull(condition, "condition");
    requireNonNull(pid, "pid");
    requireNonNull(home, "home");
  }

  /**
   * Looks at a run directory. A second call looks again.
   *
   * @param home the run directory, which need not exist
   * @return how the host that uses it is at this moment
   */
  public static ServiceStatus of(Path home) {
    try {
      OptionalLong holder = LockTable.holder(home.resolve("lock"));
      return holder.isPresent()
          ? new ServiceStatus(Condition.RUNNING, holder, home)
          : noted(PidNote.read(home.resolve("pid")), home);
    } catch (NoSuchFileException e) {
      return new ServiceStatus(Condition.STOPPED, OptionalLong.empty(), home);
    } catch (IOException e) {
      return new ServiceStatus(Condition.UNKNOWN, OptionalLong.empty(), home);
    }
  }

  private static ServiceStatus noted(Optional<PidNote> note, Path home) {
    OptionalLong pid = note.map(PidNote::pid).orElse(OptionalLong.empty());
    Condition gone = note.isPresent() ? Condition.DEAD : Condition.STOPPED;
    boolean runs = note.flatMap(PidNote::process).isPresent();
    return new ServiceStatus(runs ? Condition.RUNNING : gone, pid, home);
  }

  /**
   * Returns the exit code of an init script's {@code status}.
   *
   * @return 0 running, 1 dead, 3 not running, 4 unknown
   */
  public int exitCode() {
    return condition.exitCode();
  }

  /**
   * Returns one line for a person.
   *
   * @param name the host's name
   * @return such as {@code hello is running (pid 4242)}
   */
  public String describe(String name) {
    String process = pid.isPresent() ? "pid " + pid.getAsLong() : "home " + home;
    return switch (condition) {
      case RUNNING -> "%s is running (%s)".formatted(name, process);
      case DEAD -> "%s is dead (%s), and was not stopped".formatted(name, process);
      case STOPPED -> "%s is not running (home %s)".formatted(name, home);
      case UNKNOWN -> "%s may be running: cannot look into %s".formatted(name, home);
    };
  }

  /**
   * Prints the status of a host in one line and exits with its code, for an init script. The host
   * is found as it would find its own run directory when it is started in this place.
   *
   * @param arguments none, or the run directory
   */
  @SuppressWarnings("SystemOut") // a program for scripts
  public static void main(String[] arguments) {
    try {
      Settings settings = Settings.ofThisProcess();
      ServiceStatus status = of(arguments.length > 0 ? Path.of(arguments[0]) : settings.home());
      System.out.println(status.describe(settings.text(NAME).orElseGet(ServiceStatus::jarName)));
      System.exit(status.exitCode());
    } catch (LifecycleException e) {
      System.err.println(e.getMessage());
      System.exit(Condition.UNKNOWN.exitCode());
    }
  }

  /** Returns what {@code java -jar hello.jar} is called when it is not given a name. */
  private static String jarName() {
    Path classPath = Path.of(System.getProperty("java.class.path", ""));
    String file = String.valueOf(classPath.getFileName());
    return file.endsWith(JAR) ? file.substring(0, file.length() - JAR.length()) : "host";
  }
}
