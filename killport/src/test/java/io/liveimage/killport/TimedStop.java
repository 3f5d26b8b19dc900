package io.liveimage.killport;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How long a stop takes that its owner asks for, with {@code nc}, up to its last line. */
final class TimedStop {
  private static final Duration BOUND = Duration.ofSeconds(1);

  private TimedStop() {}

  /** Something that goes on while the host is stopped. */
  @FunctionalInterface
  interface Trouble {
    AutoCloseable begin(RunningGuest guest) throws Exception;
  }

  /** Checks that trouble delays a stop by less than a second, beside the same stop without it. */
  static void assertNotDelayedBy(String name, Trouble trouble, Path home, String... settings)
      throws Exception {
    Duration usual = time(guest -> () -> {}, home, settings);
    Duration troubled = time(trouble, home, settings);
    Duration most = usual.plus(bound());
    if (troubled.compareTo(most) >= 0) {
      troubled = time(trouble, home, settings); // once more: the machine may have other work
    }
    System.out.printf(
        "A stop takes %d ms, and %d ms during: %s%n", usual.toMillis(), troubled.toMillis(), name);
    assertThat(troubled).as("a stop during: " + name).isLessThan(most);
  }

  /** A second, of a machine that has no other work; where others share it, as many times longer. */
  private static Duration bound() {
    OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
    double share = machine.getSystemLoadAverage() / machine.getAvailableProcessors();
    return Duration.ofMillis((long) (BOUND.toMillis() * Math.max(1, share)));
  }

  private static Duration time(Trouble trouble, Path home, String... settings) throws Exception {
    try (RunningGuest guest = RunningGuest.with(home, settings);
        AutoCloseable going = trouble.begin(guest)) {
      assertThat(going).isNotNull();
      guest.assertIsRunning();
      return time(guest, List.of(settings).contains("liveimage.killport.trigger=line"));
    }
  }

  private static Duration time(RunningGuest guest, boolean typed) throws Exception {
    long begin = System.nanoTime();
    try (ChildProcess client = ChildProcess.of("nc", "127.0.0.1", guest.port())) {
      if (typed) {
        client.say("stop");
      }
      assertThat(client.rest()).last().asString().startsWith("Saved image ");
      Duration taken = Duration.ofNanos(System.nanoTime() - begin);
      assertThat(guest.process().awaitExit()).isZero();
      return taken;
    }
  }
}
