package io.liveimage;

import java.lang.Thread.UncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;

/**
 * Watches the thread that starts a host, so that a {@code main} that dies does not leave half a
 * host behind. A failure that says what to do is printed without its trace.
 */
final class MainGuard implements UncaughtExceptionHandler {
  private final String name;
  private final Thread thread;
  private final @Nullable UncaughtExceptionHandler next;
  private volatile @Nullable Lifecycle lifecycle;

  private MainGuard(String name, Thread thread) {
    this.name = name;
    this.thread = thread;
    this.next = thread.getUncaughtExceptionHandler();
  }

  static MainGuard watch(String name) {
    Thread thread = Thread.currentThread();
    MainGuard guard = new MainGuard(name, thread);
    thread.setUncaughtExceptionHandler(guard);
    return guard;
  }

  void guards(Lifecycle started) {
    lifecycle = started;
  }

  @Override
  public void uncaughtException(Thread dying, Throwable failure) {
    if (failure instanceof StoppingException) {
      return; // the stop that refused the host's code ends the process
    }
    tell(dying, failure);
    Lifecycle host = lifecycle;
    if (host != null && host.isStarted()) {
      host.mainDied(failure);
    } else {
      System.exit(exitCode(failure));
    }
  }

  static int exitCode(Throwable failure) {
    return failure instanceof LifecycleException told ? told.exitCode() : ExitCodes.FAILED;
  }

  @SuppressWarnings("SystemOut") // the log may have no provider, and this is the last word
  private void tell(Thread dying, Throwable failure) {
    if (failure instanceof LifecycleException && failure.getCause() == null) {
      System.err.println(name + " cannot start. " + failure.getMessage());
    } else if (next != null) {
      next.uncaughtException(dying, failure);
    }
  }

  /** Gives the thread its former handler back, if nobody has put another one there since. */
  void unwatch() {
    if (thread.getUncaughtExceptionHandler() == this) {
      thread.setUncaughtExceptionHandler(next);
    }
  }
}
