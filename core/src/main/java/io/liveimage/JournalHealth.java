package io.liveimage;

import io.liveimage.journal.JournalStatus;

/** Whether a journal takes events. */
final class JournalHealth {
  private JournalHealth() {}

  static Checkup of(String name, StateRegistry state) {
    return new Checkup(
        "journal " + name,
        HealthCheck.Kind.READINESS,
        () ->
            state.journals().stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .flatMap(JournalStatus::failure)
                .map(Health::down)
                .orElse(Health.up()));
  }
}
