package io.liveimage;

import io.liveimage.snapshot.Barrier;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How a component is kept still for the capture of its state.
 *
 * @param lock held by whoever changes the state
 * @param pause holds up whoever changes the state otherwise
 * @param immutable whether what is captured does not change afterwards
 * @param limit how long a save of the running host may take to capture
 */
record Stillness(Barrier lock, Barrier pause, boolean immutable, Duration limit) {
  private static final Stillness NONE =
      new Stillness(Barrier.NONE, Barrier.NONE, false, Duration.ofSeconds(10));

  static Stillness of(StateOption... options) {
    Stillness stillness = NONE;
    for (StateOption option : options) {
      stillness = stillness.with(option);
    }
    return stillness;
  }

  private Stillness with(StateOption option) {
    if (option instanceof StateOption.GuardedBy guarded) {
      return new Stillness(Barrier.of(guarded.lock()), pause, immutable, limit);
    } else if (option instanceof StateOption.Paused paused) {
      return new Stillness(lock, new Pause(paused.pause(), paused.resume()), immutable, limit);
    } else if (option instanceof StateOption.CaptureTimeout timeout) {
      return new Stillness(lock, pause, immutable, timeout.limit());
    }
    return new Stillness(lock, pause, true, limit);
  }

  <T> T hold(Supplier<T> capture) {
    return pause.hold(() -> lock.hold(capture));
  }

  private record Pause(Runnable pause, Runnable resume) implements Barrier {
    @Override
    public <T> T hold(Supplier<T> action) {
      try {
        pause.run();
        return action.get();
      } finally {
        resume.run();
      }
    }
  }
}
