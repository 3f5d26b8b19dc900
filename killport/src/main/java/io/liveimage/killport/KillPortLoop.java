package io.liveimage.killport;

import io.liveimage.ExtensionContext;
import io.liveimage.LifecycleEvent;
import io.liveimage.LifecycleEvent.StopEnded;
import io.liveimage.StopReport.Outcome;
import io.liveimage.killport.Client.Phase;
import io.liveimage.local.PeerProof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
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
  private static final long RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Selector selector;
  private final Doorkeeper doorkeeper;
  private final Conversation conversation;
  private final Clients clients;
  private final Entrances entrances;
  private final Ballast ballast = new Ballast();
  private final Rehearsal rehearsal;
  private final Thread thread;
  private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
  private int failedAllocations;

  KillPortLoop(
      List<Entrance> entrances, ExtensionContext context, Trigger trigger, Patience patience)
      throws IOException {
    this.selector = Selector.open();
    this.doorkeeper = new Doorkeeper(context);
    Allowance allowance = Allowance.ofThisProcess();
    this.clients = new Clients(patience, allowance);
    this.entrances = new Entrances(entrances, selector, clients, allowance);
    this.conversation =
        new Conversation(
            context.lifecycle(), trigger, doorkeeper, clients, patience, allowance, this);
    this.rehearsal = new Rehearsal(context, patience);
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
    try {
      while (goOn()) {}
    } catch (IOException e) {
      log.error("The kill port ended and cannot stop this process any more; a signal can", e);
    } finally {
      abandon();
    }
  }

  /** Leaves at once, without a word to anybody. */
  void abandon() {
    clients.all().forEach(Client::close);
    try {
      entrances.close();
      selector.close();
    } catch (IOException e) {
      log.debug("The kill port was not closed cleanly", e);
    }
  }

  /** Does what a stop needs and a question for the status does not, with no effect. */
  void rehearseStop() {
    clients.all().forEach(conversation::rehearseStop);
  }

  /** Whether nobody can come any more, everybody was told, and what could be sent is sent. */
  private boolean isOver() {
    return !entrances.areOpen() && errands.isEmpty() && clients.isEmpty();
  }

  /** The port has to outlive what goes wrong with those who use it, and a full heap. */
  private boolean goOn() throws IOException {
    try {
      turnOrStartOver();
      return !isOver();
    } catch (VirtualMachineError | LinkageError e) {
      failedAllocations++;
      ballast.letGoOne();
      return true;
    }
  }

  private void turnOrStartOver() throws IOException {
    try {
      turn();
      rehearsal.performWhenDue();
      recover();
    } catch (RuntimeException e) {
      log.error("The kill port failed; it closes its connections and goes on", e);
      clients.all().forEach(client -> clients.drop(client, "the kill port failed"));
    }
  }

  /** Tells of a full heap when there is memory for that; each step of a turn may be done again. */
  private void recover() {
    ballast.restore();
    if (failedAllocations > 0 && ballast.isWhole()) {
      log.warn("The heap was full: the kill port was refused memory {} times", failedAllocations);
      failedAllocations = 0;
    }
  }

  void turn() throws IOException {
    selector.select(millisToNextDeadline());
    entrances.accept();
    prove();
    entrances.settle();
    selector.selectedKeys().forEach(this::serve);
    selector.selectedKeys().clear();
    clients.in(Phase.ASKING, Phase.CONFIRMING).forEach(this::answer);
    runErrands();
    expire();
    conversation.limitAsked();
    clients.limitLeaving();
    conversation.requestStops();
  }

  /** Only what was done is taken away. */
  private void runErrands() {
    for (Runnable errand = errands.peek(); errand != null; errand = errands.peek()) {
      errand.run();
      errands.remove();
    }
  }

  private long millisToNextDeadline() {
    long now = System.nanoTime();
    long next = ballast.isWhole() ? Long.MAX_VALUE : RECOVERY_NANOS;
    for (Client client : clients.all()) {
      next = Math.min(next, client.nanosLeft(now));
    }
    next = Math.min(next, entrances.nanosToNextAttempt(now));
    next = Math.min(next, rehearsal.nanosLeft(now));
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(next)) + 1;
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
    }
  }

  private void answer(Client client) {
    clients.attempt(client, () -> conversation.answer(client));
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

  private void stopListening() {
    try {
      entrances.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The kill port cannot be closed", e);
    }
  }
}
