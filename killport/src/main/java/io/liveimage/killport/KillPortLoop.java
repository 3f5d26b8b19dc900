package io.liveimage.killport;

import io.liveimage.ExtensionContext;
import io.liveimage.LifecycleEvent;
import io.liveimage.LifecycleEvent.StopEnded;
import io.liveimage.StopReport.Outcome;
import io.liveimage.killport.Client.Phase;
import io.liveimage.local.PeerProof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kill port's thread: one selector for the listener and all clients, so that none can block
 * another. Other threads send it on errands.
 */
final class KillPortLoop implements Executor {
  private static final Logger log = LoggerFactory.getLogger(KillPort.class);
  private static final Duration ACCEPT_PAUSE = Duration.ofSeconds(1);
  private static final int MAX_ACCEPTED_AT_ONCE = 64;

  private final ServerSocketChannel server;
  private final SelectionKey serverKey;
  private final Selector selector;
  private final Doorkeeper doorkeeper;
  private final Conversation conversation;
  private final Clients clients;
  private final Thread thread;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(1024);
  private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
  private long acceptAgainAt = System.nanoTime();

  KillPortLoop(ServerSocketChannel server, ExtensionContext context, Patience patience)
      throws IOException {
    this.server = server;
    this.doorkeeper = new Doorkeeper(context);
    this.clients = new Clients(patience);
    this.conversation = new Conversation(context.lifecycle(), doorkeeper, clients, patience, this);
    this.selector = Selector.open();
    this.serverKey = server.register(selector, SelectionKey.OP_ACCEPT);
    this.thread = new Thread(this::run, "liveimage-killport");
    thread.setDaemon(true);
  }

  void begin() {
    thread.start();
  }

  @Override
  public void execute(Runnable errand) {
    errands.add(errand);
    selector.wakeup();
  }

  void tell(LifecycleEvent event) {
    execute(() -> hear(event));
  }

  void end() {
    execute(
        () -> {
          stopListening();
          clients.all().forEach(clients::leave);
        });
  }

  /** Waits for the thread to end, also in a thread that is interrupted. */
  void awaitEnd(Duration limit) {
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(limit.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      log.warn("The kill port did not close within {}", limit);
    }
  }

  private void run() {
    try (selector;
        server) {
      while (!isOver()) {
        turnOrStartOver();
      }
    } catch (IOException e) {
      log.error("The kill port ended and cannot stop this process any more; a signal can", e);
    } finally {
      clients.all().forEach(Client::close);
    }
  }

  /** Whether nobody can come any more, everybody was told, and what could be sent is sent. */
  private boolean isOver() {
    return !server.isOpen() && errands.isEmpty() && clients.isEmpty();
  }

  /** The port has to outlive what goes wrong with those who use it, and a full heap. */
  private void turnOrStartOver() throws IOException {
    try {
      turn();
    } catch (RuntimeException | OutOfMemoryError e) {
      log.error("The kill port failed; it closes its connections and goes on", e);
      clients.all().forEach(client -> clients.drop(client, "the kill port failed"));
    }
  }

  private void turn() throws IOException {
    selector.select(millisToNextDeadline());
    accept();
    prove();
    selector.selectedKeys().forEach(this::serve);
    selector.selectedKeys().clear();
    for (Runnable errand = errands.poll(); errand != null; errand = errands.poll()) {
      errand.run();
    }
    expire();
  }

  private long millisToNextDeadline() {
    long now = System.nanoTime();
    long accepting = serverKey.isValid() ? acceptAgainAt - now : 0;
    long next =
        clients.all().stream()
            .mapToLong(client -> client.nanosLeft(now))
            .min()
            .orElse(Long.MAX_VALUE);
    long nanos = accepting > 0 ? Math.min(next, accepting) : next;
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos)) + 1;
  }

  private void accept() throws IOException {
    if (!server.isOpen() || System.nanoTime() - acceptAgainAt < 0) {
      return;
    }
    serverKey.interestOps(SelectionKey.OP_ACCEPT);
    try {
      acceptSome();
    } catch (IOException e) {
      log.warn("The kill port cannot accept a connection now: {}", e.getMessage());
      serverKey.interestOps(0);
      acceptAgainAt = System.nanoTime() + ACCEPT_PAUSE.toNanos();
    }
  }

  private void acceptSome() throws IOException {
    for (int i = 0; i < MAX_ACCEPTED_AT_ONCE; i++) {
      SocketChannel channel = server.accept();
      if (channel == null) {
        return;
      }
      admit(channel);
    }
  }

  private void admit(SocketChannel channel) throws IOException {
    SelectionKey key = channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
    Client client = new Client(channel, key, scratch);
    key.attach(client);
    clients.add(client);
  }

  private void prove() {
    List<Client> unseen = clients.in(Phase.PROVING);
    if (unseen.isEmpty()) {
      return;
    }
    Map<Client, PeerProof> proofs = doorkeeper.prove(unseen);
    for (Client client : unseen) {
      PeerProof proof = proofs.get(client);
      if (proof == null) {
        clients.drop(client, "gone");
      } else {
        clients.attempt(client, () -> conversation.meet(client, proof));
      }
    }
  }

  private void serve(SelectionKey key) {
    if (key.attachment() instanceof Client client && clients.contains(client)) {
      clients.attempt(client, () -> serve(client, key));
    }
  }

  private void serve(Client client, SelectionKey key) throws IOException {
    if (key.isWritable()) {
      client.flush();
    }
    if (key.isReadable()) {
      client.read();
      conversation.answer(client);
    }
  }

  private void expire() {
    long now = System.nanoTime();
    clients.all().stream()
        .filter(client -> client.nanosLeft(now) <= 0)
        .forEach(client -> clients.attempt(client, () -> expire(client)));
  }

  /** The window to cancel counts what has come up to its end, not what was served up to then. */
  private void expire(Client client) throws IOException {
    if (client.phase() == Phase.CONFIRMING) {
      client.read();
      conversation.answer(client);
    }
    if (client.nanosLeft(System.nanoTime()) <= 0) {
      conversation.timeIsUp(client);
    }
  }

  /** Before the last line: who reads that may start the next process at once. */
  private void hear(LifecycleEvent event) {
    if (event instanceof StopEnded ended && ended.report().outcome() != Outcome.STILL_RUNNING) {
      stopListening();
    }
    conversation.hear(event);
  }

  /** A channel that is registered is closed by its selector, not before. */
  private void stopListening() {
    try {
      server.close();
      selector.selectNow();
    } catch (IOException e) {
      throw new UncheckedIOException("The kill port cannot be closed", e);
    }
  }
}
