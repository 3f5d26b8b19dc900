package io.liveimage;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Watches the thread that starts hosts, so that a {@code main} that dies does not leave half a host
 * behind. A failure that says what to do is printed without its trace.
 */
final class MainGuard implements UncaughtExceptionHandler {
  private final String name;
  private final Thread thread;
  private final @Nullable UncaughtExceptionHandler next;
  private final List<Lifecycle> hosts;
  private volatile @Nullable Throwable startFailure;

  private MainGuard(
      String name, Thread thread, @Nullable UncaughtExceptionHandler next, List<Lifecycle> hosts) {
    this.name = name;
    this.thread = thread;
    this.next = next;
    this.hosts = hosts;
  }

  /** Watches the calling thread, in place of a guard that watches it already. */
  static MainGuard watch(String name) {
    Thread thread = Thread.currentThread();
    UncaughtExceptionHandler present = thread.getUncaughtExceptionHandler();
    MainGuard guard =
        present instanceof MainGuard former
            ? new MainGuard(name, thread, former.next, former.hosts)
            : new MainGuard(name, thread, present, new CopyOnWriteArrayList<>());
    thread.setUncaughtExceptionHandler(guard);
    return guard;
  }

  void guards(Lifecycle started) {
    hosts.add(started);
  }

  /** There is no host: only the death by this very failure is ours. */
  void startFailed(Throwable failure) {
    startFailure = failure;
  }

  @Override
  public void uncaughtException(Thread dying, Throwable failure) {
    if (isRefusal(failure)) {
      return; // the stop that refused the host's code ends the process
    }
    List<Lifecycle> up = hosts.stream().filter(Lifecycle::isUp).toList();
    if (up.isEmpty() && !isCausedBy(failure, cause -> cause == startFailure)) {
      passOn(dying, failure);
    } else {
      String what = up.isEmpty() ? "cannot start" : "cannot go on";
      UncaughtExceptions.tellBeside(dying, failure, () -> tell(dying, failure, what));
      end(up, failure);
    }
  }

  /** Whether a host that stops refused what the thread asked of it. */
  static boolean isRefusal(Throwable failure) {
    return isCausedBy(failure, StoppingException.class::isInstance);
  }

  private static boolean isCausedBy(Throwable failure, Predicate<Throwable> reason) {
    Throwable cause = failure;
    while (cause != null && !reason.test(cause)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  private static void end(List<Lifecycle> up, Throwable failure) {
    if (up.isEmpty()) {
      System.exit(exitCode(failure));
    }
    up.forEach(host -> host.mainDied(failure));
  }

  static int exitCode(Throwable failure) {
    return failure instanceof LifecycleException told ? told.exitCode() : ExitCodes.FAILED;
  }

  @SuppressWarnings("SystemOut") // the log may have no provider, and this is the last word
  private void tell(Thread dying, Throwable failure, String what) {
    if (failure instanceof LifecycleException && failure.getCause() == null) {
      System.err.println(name + " " + what + ": " + failure.getMessage());
    } else {
      passOn(dying, failure);
    }
  }

  private void passOn(Thread dying, Throwable failure) {
    if (next != null) {
      next.uncaughtException(dying, failure);
    }
  }

  /** Forgets a host; after the last one the thread has its former handler again. */
  void release(Lifecycle stopped) {
    if (hosts.remove(stopped) && hosts.isEmpty() && isInPlace()) {
      thread.setUncaughtExceptionHandler(next);
    }
  }

  /** Whether nobody has put another handler there since. */
  private boolean isInPlace() {
    return thread.getUncaughtExceptionHandler() instanceof MainGuard present
        && present.hosts == hosts;
  }
}
