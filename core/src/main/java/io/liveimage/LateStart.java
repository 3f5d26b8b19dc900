package io.liveimage;

import io.liveimage.LifecycleEvent.StepDone;
import io.liveimage.LifecycleEvent.StepDone.Activity;
import io.liveimage.Part.Call;
import java.util.List;
import java.util.Optional;

/** The start of a component that is registered while the host runs, in the caller's turn. */
final class LateStart {
  private final Host host;
  private final Part part;
  private final long since = System.nanoTime();
  private Optional<Throwable> failure = Optional.empty();

  LateStart(Host host, Part part) {
    this.host = host;
    this.part = part;
  }

  /** Starts it; when that fails it is as if it had never been registered. */
  void run() {
    host.parts().registerLate(part);
    host.parts().run(host.parts().wave(Call.START, List.of(part), Part::startOrStop, this::ended));
    if (failure.isPresent()) {
      host.parts().forget(part);
      throw part.cannotStart(failure.get());
    }
  }

  private void ended(PartCall call) {
    failure = call.failure();
    if (part.answers(Call.START)) {
      host.listeners().tell(new StepDone(Activity.START, new Steps(since).of(call)));
    }
  }
}
