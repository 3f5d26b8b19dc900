package io.liveimage;

import io.liveimage.HostError.Origin;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of threads that end with an exception nobody caught, once for all hosts that share the
 * process. Which of them a thread belonged to cannot be known, so all are told. The default handler
 * that was there before prints it; where there was none the log does.
 */
final class UncaughtExceptions implements UncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final int ATTEMPTS = 3;
  private static final long PAUSE_MILLIS = 100;
  private static final List<Lifecycle> hosts = new CopyOnWriteArrayList<>();
  private static final Set<Thread> toldBeside = ConcurrentHashMap.newKeySet();
  private static volatile @Nullable UncaughtExceptions installed;

  private final @Nullable UncaughtExceptionHandler before;

  private UncaughtExceptions(@Nullable UncaughtExceptionHandler before) {
    this.before = before;
  }

  static synchronized void watch(Lifecycle lifecycle) {
    if (hosts.isEmpty()) {
      rehearse();
      installed = new UncaughtExceptions(Thread.getDefaultUncaughtExceptionHandler());
      Thread.setDefaultUncaughtExceptionHandler(installed);
    }
    hosts.add(lifecycle);
  }

  /** Forgets a host; after the last one the handler that was there before is back. */
  static synchronized void forget(Lifecycle lifecycle) {
    UncaughtExceptions present = installed;
    if (hosts.remove(lifecycle) && hosts.isEmpty() && present != null) {
      present.uninstall();
      installed = null;
    }
  }

  /** Leaves a handler alone that somebody has put in our place; it may pass on to this one. */
  private void uninstall() {
    if (Thread.getDefaultUncaughtExceptionHandler() == this) {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  /** Loads what a thread needs here that died because there was no memory left. */
  private static void rehearse() {
    new UncaughtExceptions((thread, failure) -> {})
        .die(Thread.currentThread(), new OutOfMemoryError("none, this is a rehearsal"));
  }

  /** Tells all hosts of a death whose printing may come back to the handler. */
  static void tellBeside(Thread dying, Throwable failure, Runnable printing) {
    toldBeside.add(dying);
    try {
      printing.run();
    } finally {
      toldBeside.remove(dying);
      tell(dying, failure);
    }
  }

  @Override
  @SuppressWarnings("removal") // as the JVM's own handling does
  public void uncaughtException(Thread dying, Throwable failure) {
    if (installed != this || toldBeside.contains(dying)) {
      passOn(dying, failure);
    } else if (MainGuard.isRefusal(failure)) {
      log.debug("Thread {} was refused by a host that stops", dying.getName(), failure);
    } else if (!(failure instanceof ThreadDeath)) {
      die(dying, failure);
    }
  }

  /** Takes each step whatever becomes of the others. */
  private void die(Thread dying, Throwable failure) {
    tryTo(this::print, dying, failure);
    tryTo(UncaughtExceptions::tell, dying, failure);
    tryTo(UncaughtExceptions::stop, dying, failure);
  }

  /** Other threads may give memory back soon. */
  private static void tryTo(UncaughtExceptionHandler step, Thread dying, Throwable failure) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        step.uncaughtException(dying, failure);
        return;
      } catch (OutOfMemoryError e) {
        pause();
      } catch (RuntimeException | Error e) {
        log.warn("The end of thread {} could not be told", dying.getName(), e);
        return;
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void print(Thread dying, Throwable failure) {
    if (before == null && log.isErrorEnabled()) {
      log.error("Thread {} ended with an exception that nobody caught", dying.getName(), failure);
    } else {
      passOn(dying, failure);
    }
  }

  @SuppressWarnings("SystemOut") // as the JVM does it: the log may have no provider
  private void passOn(Thread dying, Throwable failure) {
    if (before != null) {
      before.uncaughtException(dying, failure);
    } else {
      System.err.print("Exception in thread \"" + dying.getName() + "\" ");
      failure.printStackTrace(System.err);
    }
  }

  private static void tell(Thread dying, Throwable failure) {
    HostError error = error(dying, failure);
    hosts.forEach(host -> host.tell(error));
  }

  private static void stop(Thread dying, Throwable failure) {
    StopRequest request = stopRequest(error(dying, failure));
    hosts.forEach(host -> host.threadDied(request));
  }

  private static HostError error(Thread dying, Throwable failure) {
    return new HostError(Origin.THREAD, dying.getName(), failure);
  }

  private static StopRequest stopRequest(HostError error) {
    return StopRequest.by("thread " + error.subject() + ", which ended with " + error.cause())
        .withExitCode(ExitCodes.FAILED);
  }
}
