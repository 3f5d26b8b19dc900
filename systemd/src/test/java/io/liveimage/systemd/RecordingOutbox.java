package io.liveimage.systemd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes down what is left in it, in the words of sd_notify(3). */
final class RecordingOutbox implements Outbox {
  private final List<String> notices = new ArrayList<>();

  /** Returns what was left since the last time this was called. */
  List<String> taken() {
    List<String> taken = List.copyOf(notices);
    notices.clear();
    return taken;
  }

  @Override
  public void send(Notice notice) {
    notices.add(String.join(" ", notice.assignments()));
  }

  @Override
  public Runnable repeat(Notice notice, Duration period) {
    String what = String.join(" ", notice.assignments()) + " every " + period;
    notices.add(what);
    return () -> notices.add("no more " + what);
  }

  @Override
  public void close() {
    notices.add("closed");
  }
}
