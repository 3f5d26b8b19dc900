package io.liveimage.killport;

import io.liveimage.killport.Client.Phase;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connected clients, oldest first; used by the port's thread only. What fails with one of them
 * ends its connection and no other.
 */
final class Clients {
  private static final Logger log = LoggerFactory.getLogger(KillPort.class);

  private final Set<Client> connected = new LinkedHashSet<>(1024);
  private final Patience patience;
  private final Allowance allowance;

  Clients(Patience patience, Allowance allowance) {
    this.patience = patience;
    this.allowance = allowance;
  }

  void add(Client client) {
    connected.add(client);
  }

  boolean contains(Client client) {
    return connected.contains(client);
  }

  boolean isEmpty() {
    return connected.isEmpty();
  }

  List<Client> all() {
    return List.copyOf(connected);
  }

  List<Client> in(Phase first, Phase... others) {
    Set<Phase> phases = EnumSet.of(first, others);
    return connected.stream().filter(client -> phases.contains(client.phase())).toList();
  }

  /** Something with a client that ends its connection when it fails. */
  @FunctionalInterface
  interface Talk {
    void run() throws IOException;
  }

  void attempt(Client client, Talk talk) {
    try {
      talk.run();
    } catch (IOException e) {
      drop(client, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      log.warn("A connection to the kill port failed and is closed", e);
      drop(client, "failed");
    }
  }

  /** Lets a client read its last lines; the connection is closed then. */
  void leave(Client client) {
    if (client.phase() != Phase.LEAVING && client.phase() != Phase.PARTED) {
      client.enter(Phase.LEAVING, patience.toLeave());
    }
  }

  /** Those who are done need not be waited for when they are many. */
  void limitLeaving() {
    List<Client> leaving = in(Phase.LEAVING, Phase.PARTED);
    leaving
        .subList(0, Math.max(0, leaving.size() - allowance.connections()))
        .forEach(client -> drop(client, "too many that leave"));
  }

  /** A stop needs file descriptors more than strangers do. */
  void dropStrangers() {
    in(Phase.ASKING).stream()
        .filter(client -> !client.isProved())
        .forEach(client -> drop(client, "the host is stopped"));
  }

  /**
   * Drops one to make room for another, in this order: one that is done, one whose token we wait
   * for, one whose word we wait for. Never one that may stop the host, or has.
   *
   * @return whether there was one
   */
  boolean dropForRoom() {
    Optional<Client> one =
        Stream.of(
                in(Phase.LEAVING, Phase.PARTED).stream(),
                in(Phase.ASKING).stream().filter(client -> !client.isProved()),
                in(Phase.ASKING).stream().filter(client -> !client.hasSentSomething()))
            .flatMap(candidates -> candidates)
            .findFirst();
    one.ifPresent(client -> drop(client, "its place was needed"));
    return one.isPresent();
  }

  /** The time to leave is over, or not needed any more. */
  void part(Client client) throws IOException {
    if (client.hasSentAll()) {
      client.part(patience.toHangUp());
    } else {
      drop(client, "read too slowly");
    }
  }

  void drop(Client client, String reason) {
    if (connected.remove(client)) {
      log.debug("Connection to the kill port closed: {}", reason);
      client.close();
    }
  }
}
