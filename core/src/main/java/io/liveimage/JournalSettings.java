package io.liveimage;

import io.liveimage.journal.JournalLimits;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the settings say of journals. */
final class JournalSettings {
  private static final Pattern SIZE = Pattern.compile("(?<number>[0-9]{1,9})\\s*(?<unit>[kMG]?)B?");

  private JournalSettings() {}

  static JournalLimits limits(Settings settings, StopPolicy policy) {
    JournalLimits usual = JournalLimits.DEFAULT;
    long due = size(settings, "liveimage.journal.checkpoint", usual.due());
    return new JournalLimits(
        usual.pending(),
        due,
        Math.max(due, size(settings, "liveimage.journal.max", usual.most())),
        policy.stall(),
        settings
            .parsed("liveimage.journal.damage", "refuse or cut", JournalSettings::isCut)
            .orElse(false));
  }

  private static long size(Settings settings, String key, long usual) {
    return settings.parsed(key, "a size such as 64MB", JournalSettings::bytes).orElse(usual);
  }

  private static long bytes(String text) {
    Matcher size = SIZE.matcher(text);
    if (!size.matches() || Long.parseLong(size.group("number")) == 0) {
      throw new IllegalArgumentException(text);
    }
    return Long.parseLong(size.group("number")) * unit(size.group("unit"));
  }

  private static long unit(String unit) {
    return switch (unit) {
      case "k" -> 1_000L;
      case "M" -> 1_000_000L;
      case "G" -> 1_000_000_000L;
      default -> 1;
    };
  }

  private static boolean isCut(String text) {
    return switch (text) {
      case "refuse" -> false;
      case "cut" -> true;
      default -> throw new IllegalArgumentException(text);
    };
  }
}
