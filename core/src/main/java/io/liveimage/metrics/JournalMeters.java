package io.liveimage.metrics;

import io.liveimage.Lifecycle;
import io.liveimage.journal.JournalStatus;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** How the journals of a host are doing. */
final class JournalMeters {
  private static final String TAG = "journal";

  private final Lifecycle lifecycle;
  private final Meters meters;

  JournalMeters(Lifecycle lifecycle, Meters meters) {
    this.lifecycle = lifecycle;
    this.meters = meters;
  }

  /** Adds the meters of journals that were opened since the last call. */
  void refresh() {
    lifecycle.journals().forEach(journal -> register(journal.name()));
  }

  private void register(String name) {
    meters.gauge(
        "journal.sequence",
        "Number of the last event that was applied",
        lifecycle,
        of(name, JournalStatus::sequence),
        TAG,
        name);
    meters.count(
        "journal.appended",
        "Events appended since the host started",
        lifecycle,
        of(name, JournalStatus::appended),
        TAG,
        name);
    meters.count(
        "journal.forces",
        "How often the disk was waited for since the host started",
        lifecycle,
        of(name, JournalStatus::forces),
        TAG,
        name);
    meters.count(
        "journal.bytes",
        "Bytes written since the host started",
        lifecycle,
        of(name, JournalStatus::bytes),
        TAG,
        name);
    meters.size(
        "journal.replay.size",
        "Bytes the next start has to replay",
        lifecycle,
        of(name, JournalStatus::bytesSinceImage),
        TAG,
        name);
    meters.gauge(
        "journal.failed",
        "1 when the journal takes no events, else 0",
        lifecycle,
        of(name, journal -> journal.failure().isPresent() ? 1 : 0),
        TAG,
        name);
  }

  /** A journal that is closed has no figures any more. */
  private static ToDoubleFunction<Lifecycle> of(
      String name, ToDoubleFunction<JournalStatus> figure) {
    return host ->
        status(host, name).map(status -> figure.applyAsDouble(status)).orElse(Double.NaN);
  }

  private static Optional<JournalStatus> status(Lifecycle host, String name) {
    return host.journals().stream().filter(journal -> journal.name().equals(name)).findFirst();
  }
}
