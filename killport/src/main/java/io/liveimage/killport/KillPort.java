package io.liveimage.killport;

import io.liveimage.ExtensionContext;
import io.liveimage.Lifecycle;
import io.liveimage.LifecycleEvent;
import io.liveimage.LifecycleEvent.StopEnded;
import io.liveimage.LifecycleExtension;
import io.liveimage.LifecycleListener;
import io.liveimage.StopReport.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open kill port: a listener on loopback, and the thread that serves its clients. Clients stay
 * connected until the stop they asked for has ended.
 */
final class KillPort implements LifecycleExtension.Opened {
  private static final Logger log = LoggerFactory.getLogger(KillPort.class);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final Lifecycle lifecycle;
  private final LifecycleListener listener = this::on;
  private final OptionalInt port;
  private final Trigger trigger;
  private final KillPortLoop loop;
  private final String summary;

  private KillPort(
      ExtensionContext context, List<Entrance> entrances, Trigger trigger, Patience patience)
      throws IOException {
    this.lifecycle = context.lifecycle();
    this.trigger = trigger;
    this.port = portOf(entrances);
    port.ifPresent(number -> context.runDirectory().publishPort("killport", number));
    this.summary = summary(context, port, entrances);
    this.loop = new KillPortLoop(entrances, context, trigger, patience);
  }

  static KillPort open(ExtensionContext context, KillPortSettings settings, Patience patience)
      throws IOException {
    List<Entrance> entrances = Entrance.open(context, settings);
    try {
      KillPort killPort = new KillPort(context, entrances, settings.trigger(), patience);
      killPort.begin();
      return killPort;
    } catch (IOException | RuntimeException e) {
      for (Entrance entrance : entrances) {
        entrance.close();
      }
      throw e;
    }
  }

  private static OptionalInt portOf(List<Entrance> entrances) throws IOException {
    for (Entrance entrance : entrances) {
      if (entrance.socket().isEmpty()) {
        return entrance.portNumber();
      }
    }
    return OptionalInt.empty();
  }

  /** The socket is named where it is the only way, or the only one without a token. */
  private static String summary(
      ExtensionContext context, OptionalInt port, List<Entrance> entrances) {
    Optional<String> netcat =
        entrances.stream()
            .flatMap(entrance -> entrance.socket().stream())
            .map(socket -> "nc -U " + socket.path())
            .findFirst();
    if (port.isEmpty()) {
      return "kill port " + netcat.orElseThrow();
    }
    String address =
        "kill port %s:%d"
            .formatted(InetAddress.getLoopbackAddress().getHostAddress(), port.getAsInt());
    String token = "stop <the token in %s>".formatted(context.runDirectory().tokenFile());
    return context.peerTrust().canProve()
        ? address
        : address + " (needs: %s%s)".formatted(token, netcat.map(", or "::concat).orElse(""));
  }

  private void begin() {
    if (trigger == Trigger.CONNECT && port.isPresent() && !BlockedPorts.contains(port.getAsInt())) {
      log.warn(
          "Web browsers can connect to kill port {}: a page open on this machine can. Better use one"
              + " that they refuse, such as 6665 to 6669.",
          port.getAsInt());
    }
    lifecycle.addListener(listener);
    loop.begin();
  }

  private void on(LifecycleEvent event) {
    loop.tell(event);
    if (event instanceof StopEnded ended && ended.report().outcome() == Outcome.FORCED) {
      loop.awaitEnd(LAST_WORDS); // the process is halted when this returns
    }
  }

  @Override
  public String summary() {
    return summary;
  }

  @Override
  public void close() {
    lifecycle.removeListener(listener);
    loop.end();
    loop.awaitEnd(LAST_WORDS);
  }
}
