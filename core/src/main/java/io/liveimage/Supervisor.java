package io.liveimage;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who would start this process again when it ends. Only what speaks of this very process counts:
 * the variables a supervisor sets are inherited by all that is started below it, a terminal for
 * instance. What cannot be seen is Docker's restart policy, and whether systemd's unit has a {@code
 * Restart=}.
 */
final class Supervisor {
  static final String KEY = "liveimage.supervised";

  private static final String UNNAMED = "a supervisor, says " + KEY;

  /** Programs that start one child, and start it again whatever its exit code is. */
  private static final Set<String> OF_ONE_CHILD = Set.of("runsv", "s6-supervise", "supervise");

  private final ProcessView process;

  private Supervisor(ProcessView process) {
    this.process = process;
  }

  /**
   * Returns its name; the setting decides whether there is one.
   *
   * @throws LifecycleException when the setting is neither true nor false
   */
  static Optional<String> find(Settings settings, ProcessView process) {
    Optional<Boolean> told = told(settings);
    if (told.equals(Optional.of(false))) {
      return Optional.empty();
    }
    Optional<String> seen = new Supervisor(process).seen();
    return told.isPresent() ? Optional.of(seen.orElse(UNNAMED)) : seen;
  }

  /** Returns the setting; a host looks at it when it starts, so that a wrong one ends the start. */
  static Optional<Boolean> told(Settings settings) {
    return settings.parsed(KEY, "true or false", Supervisor::parse);
  }

  private static boolean parse(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  /** The nearest one counts: in a container there may be one inside another. */
  private Optional<String> seen() {
    return Stream.of(ofOneChild(), supervisord(), systemd(), kubernetes())
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<String> ofOneChild() {
    return OF_ONE_CHILD.stream().filter(this::isChildOf).findFirst();
  }

  private Optional<String> supervisord() {
    return when(has("SUPERVISOR_ENABLED") && isChildOf("supervisord"), "supervisord");
  }

  /** Since version 248 systemd says which process it means. */
  private Optional<String> systemd() {
    boolean meant =
        process
            .variable("SYSTEMD_EXEC_PID")
            .map(pid -> pid.equals(Long.toString(process.pid())))
            .orElseGet(() -> has("INVOCATION_ID") && (isChildOf("systemd") || isChildOfInit()));
    return when(meant, "systemd");
  }

  /** What {@code kubectl exec} starts is no child of the container's first process. */
  private Optional<String> kubernetes() {
    boolean inContainer =
        process.pid() == ProcessView.INIT
            || process.ancestors().stream().anyMatch(ProcessView.Ancestor::isInit);
    return when(has("KUBERNETES_SERVICE_HOST") && inContainer, "Kubernetes");
  }

  private static Optional<String> when(boolean condition, String name) {
    return condition ? Optional.of(name) : Optional.empty();
  }

  private boolean has(String variable) {
    return process.variable(variable).isPresent();
  }

  private boolean isChildOf(String program) {
    return process.ancestors().stream().limit(1).anyMatch(parent -> parent.isCalled(program));
  }

  private boolean isChildOfInit() {
    return process.ancestors().stream().limit(1).anyMatch(ProcessView.Ancestor::isInit);
  }
}
