package io.liveimage;

import io.liveimage.Step.Phase;
import io.liveimage.snapshot.Section;
import io.liveimage.snapshot.WriteProgress;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reports how far an image is: of each section first how much is written, then how much is read
 * back. What its steps have to know goes on to them. Thread-safe.
 */
final class SaveProgress implements WriteProgress {
  private final WriteProgress steps;
  private final ProgressReports reports;
  private final Map<String, Long> lengths = new ConcurrentHashMap<>();

  SaveProgress(List<Section> sections, WriteProgress steps, ProgressReports reports) {
    this.steps = steps;
    this.reports = reports;
    for (Section section : sections) {
      section.content().length().ifPresent(length -> lengths.put(section.name(), length));
    }
  }

  @Override
  public void written(String section, long bytes) {
    report(Phase.SAVE, section, bytes);
    steps.written(section, bytes);
  }

  /** From here on the length is the one on the disk. */
  @Override
  public void complete(String section, long bytes) {
    lengths.put(section, bytes);
    steps.complete(section, bytes);
  }

  @Override
  public void verified(String section, long bytes) {
    report(Phase.VERIFY, section, bytes);
    steps.verified(section, bytes);
  }

  private void report(Phase phase, String section, long bytes) {
    Long length = lengths.get(section);
    OptionalLong total = length == null ? OptionalLong.empty() : OptionalLong.of(length);
    reports.moved(phase, section, bytes, total);
  }
}
