package io.liveimage;

import java.time.Duration;
import java.util.Optional;

/**
 * How a host stops.
 *
 * @param total the time for all of it beside the delay and the writing of the image
 * @param delay in which the host is not ready any more and still serves
 * @param stall after which a write that does not move is given up
 * @param signalsKeepTheirCode whether a stop by a signal ends with 128 and its number, or with 0
 */
record StopPolicy(Duration total, Duration delay, Duration stall, boolean signalsKeepTheirCode) {
  static final StopPolicy USUAL =
      new StopPolicy(Duration.ofSeconds(25), Duration.ZERO, Duration.ofSeconds(10), false);

  /** Returns this policy where the settings say nothing else. */
  StopPolicy with(Settings settings) {
    return new StopPolicy(
        aboveZero("liveimage.stop.timeout", settings).orElse(total),
        settings.duration("liveimage.stop.delay").orElse(delay),
        aboveZero("liveimage.save.stall", settings).orElse(stall),
        settings
            .parsed("liveimage.signal.exit", "clean or signal", StopPolicy::keepsCode)
            .orElse(signalsKeepTheirCode));
  }

  static Optional<Duration> aboveZero(String key, Settings settings) {
    Optional<Duration> found = settings.duration(key);
    if (found.filter(Duration::isZero).isPresent()) {
      throw LifecycleException.configuration("Setting %s is zero. Expected more.".formatted(key));
    }
    return found;
  }

  private static boolean keepsCode(String text) {
    return switch (text) {
      case "clean" -> false;
      case "signal" -> true;
      default -> throw new IllegalArgumentException(text);
    };
  }

  int exitCode(int ofSignal) {
    return signalsKeepTheirCode ? ofSignal : ExitCodes.CLEAN;
  }
}
