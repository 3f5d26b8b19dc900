package io.liveimage.killport;

import java.util.Set;

/**
 * Ports above 1023 that browsers refuse to connect to, the "bad ports" of the WHATWG Fetch
 * standard: no page can reach a listener there, not even with a preconnect.
 */
final class BlockedPorts {
  private static final Set<Integer> PORTS =
      Set.of(
          1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
          6669, 6679, 6697, 10080);

  private BlockedPorts() {}

  static boolean contains(int port) {
    return PORTS.contains(port);
  }
}
