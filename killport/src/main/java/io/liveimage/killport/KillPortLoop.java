package io.liveimage.killport;

import io.liveimage.Lifecycle;
import io.liveimage.LifecycleEvent;
import io.liveimage.LifecycleEvent.StepDone;
import io.liveimage.LifecycleEvent.StopEnded;
import io.liveimage.StopReport;
import io.liveimage.StopReport.Outcome;
import io.liveimage.StopRequest;
import io.liveimage.killport.Client.Phase;
import io.liveimage.local.PeerIdentity;
import io.liveimage.local.PeerProof;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kill port's thread: one selector for the listener and all clients, so that none can block
 * another. Lifecycle events come in through a queue.
 */
final class KillPortLoop {
  private static final Logger log = LoggerFactory.getLogger(KillPort.class);

  private static final Duration CONFIRM_WINDOW = Duration.ofMillis(300);
  private static final Duration TIME_TO_TYPE = Duration.ofSeconds(30);
  private static final Duration TIME_TO_LEAVE = Duration.ofSeconds(1);
  private static final Duration ACCEPT_PAUSE = Duration.ofSeconds(1);
  private static final int MAX_PROVED = 64;
  private static final int MAX_UNPROVED = 256;

  private final ServerSocketChannel server;
  private final SelectionKey serverKey;
  private final Selector selector;
  private final Doorkeeper doorkeeper;
  private final Lifecycle lifecycle;
  private final Thread thread;

  private final Set<Client> clients = new LinkedHashSet<>();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(1024);
  private final Queue<LifecycleEvent> events = new ConcurrentLinkedQueue<>();
  private final List<String> toldSoFar = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private long acceptAgainAt;
  private volatile boolean ending;

  KillPortLoop(ServerSocketChannel server, Doorkeeper doorkeeper, Lifecycle lifecycle)
      throws IOException {
    this.server = server;
    this.doorkeeper = doorkeeper;
    this.lifecycle = lifecycle;
    this.selector = Selector.open();
    this.serverKey = server.register(selector, SelectionKey.OP_ACCEPT);
    this.thread = new Thread(this::run, "liveimage-killport");
    thread.setDaemon(true);
  }

  void begin() {
    thread.start();
  }

  void tell(LifecycleEvent event) {
    events.add(event);
    selector.wakeup();
  }

  void end() {
    ending = true;
    selector.wakeup();
  }

  void awaitEnd(Duration limit) {
    try {
      if (!ended.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        log.warn("The kill port did not close within {}", limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (selector;
        server) {
      while (!isOver()) {
        turn();
      }
    } catch (IOException | RuntimeException e) {
      log.error(
          "The kill port ended and cannot stop {} any more; a signal can", lifecycle.name(), e);
    } finally {
      clients.forEach(client -> client.close(scratch));
      ended.countDown();
    }
  }

  /** Whether the stop has ended, everybody was told, and what could be sent is sent. */
  private boolean isOver() {
    return (ending || !server.isOpen()) && events.isEmpty() && clients.isEmpty();
  }

  private void turn() throws IOException {
    selector.select(millisToNextDeadline());
    accept();
    prove();
    selector.selectedKeys().forEach(this::serve);
    selector.selectedKeys().clear();
    for (LifecycleEvent event = events.poll(); event != null; event = events.poll()) {
      tellAll(event);
    }
    if (ending) {
      clients.forEach(this::leave);
    }
    long now = System.nanoTime();
    List.copyOf(clients).stream().filter(client -> client.isDue(now)).forEach(this::due);
  }

  private long millisToNextDeadline() {
    long now = System.nanoTime();
    long next =
        clients.stream()
            .filter(client -> client.phase() != Phase.WATCHING)
            .mapToLong(client -> client.deadline() - now)
            .min()
            .orElse(TIME_TO_TYPE.toNanos());
    if (serverKey.isValid() && serverKey.interestOps() == 0) {
      next = Math.min(next, acceptAgainAt - now);
    }
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(next) + 1);
  }

  private void accept() {
    if (!server.isOpen()) {
      return;
    }
    try {
      if (System.nanoTime() - acceptAgainAt >= 0) {
        serverKey.interestOps(SelectionKey.OP_ACCEPT);
      }
      for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
        admit(channel);
      }
    } catch (IOException e) {
      log.warn("The kill port cannot accept a connection now: {}", e.getMessage());
      serverKey.interestOps(0);
      acceptAgainAt = System.nanoTime() + ACCEPT_PAUSE.toNanos();
    }
  }

  private void admit(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
    Client client = new Client(channel, key);
    key.attach(client);
    client.enter(Phase.PROVING, System.nanoTime());
    clients.add(client);
    List<Client> unproved = clients.stream().filter(each -> !each.isProved()).toList();
    if (unproved.size() > MAX_UNPROVED) {
      drop(unproved.get(0), "too many unproved connections");
    }
  }

  private void prove() {
    List<Client> unseen =
        clients.stream().filter(client -> client.phase() == Phase.PROVING).toList();
    if (unseen.isEmpty()) {
      return;
    }
    var proofs = doorkeeper.prove(unseen);
    for (Client client : unseen) {
      PeerProof proof = proofs.get(client);
      if (proof == null) {
        drop(client, "gone");
      } else {
        attempt(client, () -> meet(client, proof));
      }
    }
  }

  private void meet(Client client, PeerProof proof) throws IOException {
    if (proof instanceof PeerProof.Trusted trusted) {
      meet(client, trusted.peer());
    } else if (proof instanceof PeerProof.Unproved unproved) {
      log.debug("Unproved connection to the kill port: {}", unproved.reason());
      ask(client, "Send: stop <token>. The start log of %s names the file with the token.");
    }
  }

  private void meet(Client client, PeerIdentity peer) throws IOException {
    if (clients.stream().filter(Client::isProved).count() >= MAX_PROVED) {
      client.tell("Too many connections; nothing was stopped.");
      leave(client);
      return;
    }
    client.provedToBe(peer);
    if (peer.isThisProcess() || peer.isWebBrowser()) {
      ask(client, "Type stop to save and stop %s.");
    } else {
      client.enter(Phase.CONFIRMING, System.nanoTime() + CONFIRM_WINDOW.toNanos());
      client.tell(
          "Stopping %s (pid %d) in %d ms, close to cancel"
              .formatted(
                  lifecycle.name(), ProcessHandle.current().pid(), CONFIRM_WINDOW.toMillis()));
    }
  }

  private void ask(Client client, String question) throws IOException {
    client.enter(Phase.ASKING, System.nanoTime() + TIME_TO_TYPE.toNanos());
    client.tell(question.formatted(lifecycle.name()));
  }

  private void serve(SelectionKey key) {
    if (key.attachment() instanceof Client client && clients.contains(client)) {
      attempt(
          client,
          () -> {
            if (key.isValid() && key.isWritable()) {
              client.flush();
            }
            if (key.isValid() && key.isReadable()) {
              client.read(scratch);
              client.line().ifPresent(line -> obey(client, line));
            }
          });
    }
  }

  private void obey(Client client, String line) {
    if (client.phase() != Phase.ASKING && client.phase() != Phase.CONFIRMING) {
      return;
    }
    Optional<Command> command = Command.parse(line);
    if (command.isEmpty()) {
      drop(client, "sent no command");
    } else if (!client.isProved() && !doorkeeper.accepts(command.get())) {
      drop(client, "sent no valid token");
    } else {
      attempt(client, () -> carryOut(client, command.get()));
    }
  }

  private void carryOut(Client client, Command command) throws IOException {
    if (command.stops()) {
      stop(client, command);
    } else {
      client.tell(lifecycle.describe() + ", " + stateInWords());
      leave(client);
    }
  }

  private String stateInWords() {
    return lifecycle.currentState().toString().toLowerCase(Locale.ROOT);
  }

  private void stop(Client client, Command command) throws IOException {
    StopRequest request = StopRequest.by("kill port, " + client.describePeer());
    StopRequest wanted =
        command.kind() == Command.Kind.STOP_AND_DISCARD ? request.discarding() : request;
    client.tell(
        StopReport.headline(lifecycle.name(), ProcessHandle.current().pid(), wanted.image()));
    client.enter(Phase.WATCHING, 0);
    for (String line : toldSoFar) {
      client.tell(line);
    }
    lifecycle.requestStop(wanted);
  }

  private void due(Client client) {
    switch (client.phase()) {
      case CONFIRMING -> attempt(client, () -> confirm(client));
      case ASKING -> drop(client, "said nothing in time");
      default -> drop(client, "took too long to leave");
    }
  }

  /**
   * The window is over. Silence stops, half a line does not. A client that ended its input either
   * still listens ({@code nc -N}) or is gone (Ctrl-C); only the first can still be proved.
   */
  private void confirm(Client client) throws IOException {
    if (client.hasSentSomething()) {
      client.enter(Phase.ASKING, System.nanoTime() + TIME_TO_TYPE.toNanos());
    } else if (client.hasEndedInput() && !doorkeeper.isStillThere(client)) {
      drop(client, "closed in time");
    } else {
      stop(client, new Command(Command.Kind.STOP, Optional.empty()));
    }
  }

  private void tellAll(LifecycleEvent event) throws IOException {
    if (event instanceof LifecycleEvent.StopBegan) {
      toldSoFar.clear();
    } else if (event instanceof StepDone done) {
      toldSoFar.add(done.step().line());
      tellWatchers(done.step().line());
    } else if (event instanceof StopEnded end) {
      lastWords(end.report());
    }
  }

  private void lastWords(StopReport report) throws IOException {
    if (report.outcome() != Outcome.STILL_RUNNING) {
      server.close(); // before the last line: who reads it may start the next process at once
    }
    tellWatchers(report.conclusion());
    toldSoFar.clear();
    watchers().forEach(this::leave);
    if (!server.isOpen()) {
      clients.forEach(this::leave);
    }
  }

  private void tellWatchers(String line) {
    watchers().forEach(client -> attempt(client, () -> client.tell(line)));
  }

  private List<Client> watchers() {
    return clients.stream().filter(client -> client.phase() == Phase.WATCHING).toList();
  }

  private void leave(Client client) {
    if (client.phase() != Phase.LEAVING) {
      client.enter(Phase.LEAVING, System.nanoTime() + TIME_TO_LEAVE.toNanos());
    }
  }

  private void drop(Client client, String reason) {
    if (clients.remove(client)) {
      log.debug("Connection to the kill port closed: {}", reason);
      client.close(scratch);
    }
  }

  /** Something with a client that ends with its connection when that fails. */
  @FunctionalInterface
  private interface Talk {
    void run() throws IOException;
  }

  private void attempt(Client client, Talk talk) {
    try {
      talk.run();
    } catch (IOException e) {
      drop(client, String.valueOf(e.getMessage()));
    }
  }
}
