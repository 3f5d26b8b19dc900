package io.liveimage.repl.terminal;

import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How many connections there may be. Those whose peer is not proved yet are counted apart and the
 * oldest of them goes first, so that a stranger cannot keep the owner out. Used on the event loop.
 */
final class Admission {
  static final int MAX_STRANGERS = 64;
  static final int MAX_SESSIONS = 64;

  private final Set<Channel> strangers = new LinkedHashSet<>();
  private final Set<Channel> sessions = new HashSet<>();

  void arrived(Channel channel) {
    strangers.add(channel);
    if (strangers.size() > MAX_STRANGERS) {
      Channel oldest = strangers.iterator().next();
      strangers.remove(oldest);
      oldest.close();
    }
  }

  /** Takes in a peer that is proved now; false when there are too many. */
  boolean admit(Channel channel) {
    strangers.remove(channel);
    return sessions.size() < MAX_SESSIONS && sessions.add(channel);
  }

  void left(Channel channel) {
    strangers.remove(channel);
    sessions.remove(channel);
  }
}
