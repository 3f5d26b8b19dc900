package io.liveimage.repl;

import io.liveimage.Lifecycle;
import io.liveimage.Lifecycle.State;
import io.liveimage.LifecycleEvent;
import io.liveimage.LifecycleEvent.StateChanged;
import io.liveimage.LifecycleListener;

/** Does something once, in the background and after everything else, when the host runs. */
final class WhenRunning implements LifecycleListener {
  private final Lifecycle lifecycle;
  private final Runnable work;

  WhenRunning(Lifecycle lifecycle, Runnable work) {
    this.lifecycle = lifecycle;
    this.work = work;
  }

  @Override
  public void on(LifecycleEvent event) {
    if (event instanceof StateChanged change && change.to() == State.RUNNING) {
      lifecycle.removeListener(this);
      begin();
    }
  }

  private void begin() {
    Thread thread = new Thread(work, "liveimage-repl-warmup");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    thread.start();
  }
}
