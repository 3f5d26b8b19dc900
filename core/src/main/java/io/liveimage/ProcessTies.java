package io.liveimage;

/**
 * What ties a host to the process it owns: termination signals, the hook that stops it when
 * somebody calls {@code System.exit}, the guard of {@code main}, and the handler of what no thread
 * catches. A host that does not own its process has {@link #NONE}.
 */
interface ProcessTies {
  /** No ties: somebody else looks after the process. */
  ProcessTies NONE = () -> {};

  /** Lets go of the process; called when the host is stopped and the process goes on. */
  void cut();

  /** Whether a signal has come, since the last call, that the JVM could not deliver. */
  default boolean hasLostSignal() {
    return false;
  }

  static ProcessTies tie(Lifecycle lifecycle, MainGuard guard, Runnable atExit) {
    Thread hook = new Thread(atExit, "liveimage-exit-" + lifecycle.name());
    Runtime.getRuntime().addShutdownHook(hook);
    TerminationSignals.stopOnSignal(lifecycle);
    UncaughtExceptions.watch(lifecycle);
    return new Tied(lifecycle, guard, hook, LostSignals.ofThisProcess());
  }

  /** The ties of a host that owns its process. */
  record Tied(Lifecycle lifecycle, MainGuard guard, Thread hook, LostSignals lostSignals)
      implements ProcessTies {
    @Override
    public boolean hasLostSignal() {
      return lostSignals.isOneLost();
    }

    @Override
    public void cut() {
      TerminationSignals.forget(lifecycle);
      UncaughtExceptions.forget(lifecycle);
      guard.release(lifecycle);
      removeHook();
      lostSignals.close();
    }

    private void removeHook() {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // the process is exiting, and the hook with it
      }
    }
  }
}
