package io.liveimage;

import io.liveimage.Part.Call;
import java.util.List;
import java.util.Optional;

/** The start of a component that is registered while the host runs, in the caller's turn. */
final class LateStart {
  private final Host host;
  private final Part part;
  private Optional<Throwable> failure = Optional.empty();

  LateStart(Host host, Part part) {
    this.host = host;
    this.part = part;
  }

  /** Starts it; when that fails it is as if it had never been registered. */
  void run() {
    host.parts().registerLate(part);
    host.parts()
        .run(
            host.parts()
                .wave(
                    Call.START,
                    List.of(part),
                    Part::startOrStop,
                    call -> failure = call.failure()));
    if (failure.isPresent()) {
      host.parts().forget(part);
      throw part.cannotStart(failure.get());
    }
  }
}
