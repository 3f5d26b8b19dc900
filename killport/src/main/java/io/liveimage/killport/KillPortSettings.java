package io.liveimage.killport;

import io.liveimage.Settings;
import java.util.OptionalInt;

/**
 * Where the kill port listens, and what stops.
 *
 * @param port the loopback port, 0 for any, or empty for none
 * @param socket whether there is a unix-domain socket
 * @param trigger what a proved client has to do
 */
record KillPortSettings(OptionalInt port, Wish socket, Trigger trigger) {
  /** How much something is wanted. */
  enum Wish {
    NO,
    IF_POSSIBLE,
    YES
  }

  static KillPortSettings read(Settings settings) {
    OptionalInt port = settings.port(KillPortExtension.KEY, KillPortExtension.DEFAULT_PORT);
    Trigger trigger =
        settings
            .parsed(KillPortExtension.TRIGGER, Trigger.EXPECTED, Trigger::parse)
            .orElse(Trigger.CONNECT);
    return new KillPortSettings(port, socket(settings, port.isPresent()), trigger);
  }

  private static Wish socket(Settings settings, boolean besidesAPort) {
    if (!settings.enabled(KillPortExtension.SOCKET, besidesAPort)) {
      return Wish.NO;
    }
    return settings.text(KillPortExtension.SOCKET).isPresent() ? Wish.YES : Wish.IF_POSSIBLE;
  }

  boolean isOff() {
    return port.isEmpty() && socket == Wish.NO;
  }
}
