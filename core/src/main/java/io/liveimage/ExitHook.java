package io.liveimage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Somebody ends the process without us: the host is stopped first, and the exit code is left alone.
 * A thread that is inside {@code System.exit} never comes back, and nobody may wait for it. The
 * hooks of logging frameworks run at the same time, so what came of the stop is told on the error
 * stream too.
 */
final class ExitHook implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final long LOOK_MILLIS = 100;

  private static final String EXITING = "has called System.exit";

  private final Host host;
  private final Keeper keeper;
  private final AtomicBoolean told = new AtomicBoolean();

  ExitHook(Host host, Keeper keeper) {
    this.host = host;
    this.keeper = keeper;
  }

  @Override
  public void run() {
    if (!host.machine().isUp()) {
      return;
    }
    host.listeners().add(this::on);
    CompletableFuture<StopReport> stop =
        keeper.request(StopRequest.by("the exit of the process").insisting(), false);
    while (!isDone(stop)) {
      host.parts().giveUp(ExitHook::isExiting, EXITING);
      host.state().giveUpCaptures(ExitHook::isExiting, EXITING);
      host.turns().giveUp(ExitHook::isExiting);
      if (isExiting(keeper.thread())) {
        brokenOff();
        return;
      }
    }
    if (stop.isDone() && !stop.isCompletedExceptionally()) {
      tell(stop.join());
    }
  }

  /** A stop that is forced is told by its event only: the process is halted, and we with it. */
  private void on(LifecycleEvent event) {
    if (event instanceof LifecycleEvent.StopEnded end) {
      tell(end.report());
    }
  }

  private void tell(StopReport report) {
    if (told.compareAndSet(false, true)) {
      say(host.name() + ": " + report.conclusion());
    }
  }

  private void brokenOff() {
    String reason = "Code that the stop of %s called has called System.exit: the stop ends here";
    String text = reason.formatted(host.name());
    log.error(text);
    say(text);
  }

  private static void say(String text) {
    LastWords.say(() -> System.err.println(text));
  }

  private static boolean isDone(CompletableFuture<StopReport> stop) {
    try {
      stop.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true; // the keeper has told why
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static boolean isExiting(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().equals("java.lang.Shutdown")) {
        return true;
      }
    }
    return false;
  }
}
