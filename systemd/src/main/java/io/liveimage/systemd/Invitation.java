package io.liveimage.systemd;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What systemd put into the environment of a service that is to notify it.
 *
 * @param socket where notices go, as in {@code NOTIFY_SOCKET}
 * @param mainPid the process that systemd has to be told is the main one, if it takes another for
 *     it
 * @param watchdog how long it waits for a sign of life before it acts, if it does
 */
record Invitation(String socket, OptionalLong mainPid, Optional<Duration> watchdog) {
  static final String SOCKET = "NOTIFY_SOCKET";

  private static final Logger log = LoggerFactory.getLogger(SystemdExtension.class);

  /** Reads the invitation of this process. */
  static Optional<Invitation> ofThisProcess() {
    return of(System::getenv, ProcessHandle.current().pid(), Invitation::isAncestor);
  }

  static Optional<Invitation> of(
      UnaryOperator<@Nullable String> environment, long pid, LongPredicate ancestors) {
    Variables variables = new Variables(environment);
    return variables.text(SOCKET).map(socket -> of(socket, variables, pid, ancestors));
  }

  private static Invitation of(
      String socket, Variables variables, long pid, LongPredicate ancestors) {
    OptionalLong executed = variables.number("SYSTEMD_EXEC_PID");
    boolean wrapped =
        executed.isPresent() && executed.getAsLong() != pid && ancestors.test(executed.getAsLong());
    OptionalLong mainPid = wrapped ? OptionalLong.of(pid) : OptionalLong.empty();
    return new Invitation(socket, mainPid, watchdog(variables, wrapped ? executed : mainPid, pid));
  }

  /** The watchdog of another process, of whom this one has the environment, is none of ours. */
  private static Optional<Duration> watchdog(Variables variables, OptionalLong wrapper, long pid) {
    OptionalLong addressee = variables.number("WATCHDOG_PID");
    boolean ours = addressee.isEmpty() || addressee.getAsLong() == pid || addressee.equals(wrapper);
    OptionalLong micros = variables.number("WATCHDOG_USEC");
    return ours && micros.isPresent()
        ? Optional.of(Duration.of(micros.getAsLong(), ChronoUnit.MICROS))
        : Optional.empty();
  }

  private static boolean isAncestor(long pid) {
    Optional<ProcessHandle> ancestor = ProcessHandle.current().parent();
    while (ancestor.isPresent() && ancestor.get().pid() != pid) {
      ancestor = ancestor.get().parent();
    }
    return ancestor.isPresent();
  }

  /** The environment, read with care: it may come from anywhere. */
  private record Variables(UnaryOperator<@Nullable String> environment) {
    Optional<String> text(String name) {
      return Optional.ofNullable(environment.apply(name)).filter(text -> !text.isEmpty());
    }

    OptionalLong number(String name) {
      return text(name).map(text -> positive(name, text)).orElse(OptionalLong.empty());
    }

    private static OptionalLong positive(String name, String text) {
      try {
        long number = Long.parseLong(text);
        if (number > 0) {
          return OptionalLong.of(number);
        }
      } catch (NumberFormatException e) {
        // told below, as one that is not positive
      }
      log.warn("{} in the environment is \"{}\", not a number above zero: ignored", name, text);
      return OptionalLong.empty();
    }
  }
}
