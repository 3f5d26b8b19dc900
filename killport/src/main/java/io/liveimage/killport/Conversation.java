package io.liveimage.killport;

import io.liveimage.Lifecycle;
import io.liveimage.LifecycleEvent;
import io.liveimage.LifecycleEvent.Progress;
import io.liveimage.LifecycleEvent.StepDone;
import io.liveimage.LifecycleEvent.StepDone.Activity;
import io.liveimage.LifecycleEvent.StopBegan;
import io.liveimage.LifecycleEvent.StopEnded;
import io.liveimage.SaveReport;
import io.liveimage.Step;
import io.liveimage.StopReport;
import io.liveimage.StopReport.Outcome;
import io.liveimage.StopRequest;
import io.liveimage.killport.Client.Phase;
import io.liveimage.local.PeerIdentity;
import io.liveimage.local.PeerProof;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the kill port and its clients say to each other; used by the port's thread only. */
final class Conversation {
  private static final Logger log = LoggerFactory.getLogger(KillPort.class);
  private static final int MAX_ASKED = 64;
  private static final int MAX_STOPPING = 64;
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Lifecycle lifecycle;
  private final Trigger trigger;
  private final Doorkeeper doorkeeper;
  private final Clients clients;
  private final Patience patience;
  private final Allowance allowance;
  private final Executor thread;
  private final List<String> toldSoFar = new ArrayList<>();
  private final Queue<Wish> wishes = new ArrayDeque<>();
  private long progressDue = System.nanoTime();

  /** A stop that is confirmed. */
  private record Wish(Client client, StopRequest request) {}

  Conversation(
      Lifecycle lifecycle,
      Trigger trigger,
      Doorkeeper doorkeeper,
      Clients clients,
      Patience patience,
      Allowance allowance,
      Executor thread) {
    this.lifecycle = lifecycle;
    this.trigger = trigger;
    this.doorkeeper = doorkeeper;
    this.clients = clients;
    this.patience = patience;
    this.allowance = allowance;
    this.thread = thread;
  }

  void meet(Client client, PeerProof proof) throws IOException {
    if (proof instanceof PeerProof.Trusted trusted) {
      meet(client, trusted.peer());
    } else if (proof instanceof PeerProof.Unproved unproved) {
      log.debug("Unproved connection to the kill port: {}", unproved.reason());
      ask(client, "Send: stop <token>, from the file token in the run directory of %s.");
    }
  }

  private void meet(Client client, PeerIdentity peer) throws IOException {
    client.provedToBe(peer);
    if (trigger == Trigger.LINE || !doorkeeper.isPersonAtATerminal(client, peer)) {
      ask(client, "Type stop to save and stop %s.");
    } else if (clients.in(Phase.CONFIRMING, Phase.WATCHING).size() >= MAX_STOPPING) {
      bid(client, "Too many connections; this one stops nothing.");
    } else {
      client.tell(greeting());
      client.enter(Phase.CONFIRMING, patience.toCancel());
    }
  }

  private String greeting() {
    return "Stopping %s (pid %d) in %d ms, close to cancel"
        .formatted(lifecycle.name(), pid(), patience.toCancel().toMillis());
  }

  private void ask(Client client, String question) throws IOException {
    client.tell(question.formatted(lifecycle.name()));
    client.enter(Phase.ASKING, patience.toType());
  }

  /** Who has to type keeps nobody else from it: the oldest that say nothing have to go. */
  void limitAsked() {
    List<Client> asked = clients.in(Phase.ASKING);
    limit(asked.stream().filter(Client::isProved).toList(), MAX_ASKED);
    limit(asked.stream().filter(client -> !client.isProved()).toList(), allowance.connections());
  }

  private void limit(List<Client> asked, int limit) {
    asked
        .subList(0, Math.max(0, asked.size() - limit))
        .forEach(client -> clients.attempt(client, () -> hearOut(client)));
  }

  /** What it has sent may be waiting to be read, behind those who came after it. */
  private void hearOut(Client client) throws IOException {
    client.read();
    answer(client);
    if (client.phase() == Phase.ASKING) {
      clients.drop(client, "too many that say nothing");
    }
  }

  private void bid(Client client, String farewell) throws IOException {
    client.tell(farewell);
    clients.leave(client);
  }

  /** Answers what a client has sent so far. */
  void answer(Client client) throws IOException {
    if (!client.isHeard()) {
      return;
    }
    Optional<String> line = client.line();
    if (client.isForeign()) {
      refuse(client);
    } else if (line.isPresent()) {
      obey(client, Command.parse(line.get()));
    } else if (client.hasEndedInput() && client.phase() == Phase.ASKING) {
      clients.leave(client);
    }
  }

  private void obey(Client client, Optional<Command> command) throws IOException {
    if (command.isEmpty() || !doorkeeper.allows(client, command.get())) {
      refuse(client);
      return;
    }
    switch (command.get().kind()) {
      case STOP -> stop(client, request(client));
      case STOP_AND_DISCARD -> stop(client, request(client).discarding());
      case RESTART -> restart(client);
      case SAVE -> save(client);
      case STATUS -> bid(client, lifecycle.describe() + ", " + stateInWords());
    }
  }

  private void refuse(Client client) throws IOException {
    String token = client.isProved() ? "" : ", followed by the token";
    bid(client, "Nothing was stopped. Expected " + Command.EXPECTED + token + ".");
  }

  private String stateInWords() {
    return lifecycle.currentState().toString().toLowerCase(Locale.ROOT);
  }

  /** The time of a client's phase is over. */
  void timeIsUp(Client client) throws IOException {
    switch (client.phase()) {
      case CONFIRMING -> confirm(client);
      case ASKING -> bid(client, "Nothing was stopped: no command in time.");
      case LEAVING -> clients.part(client);
      case PARTED -> clients.drop(client, "served");
      case PROVING, WATCHING, SAVING ->
          throw new IllegalStateException(client.phase() + " lasts as long as it takes");
    }
  }

  /**
   * Silence stops, half a line does not. A client that ended its input either still listens ({@code
   * nc -N}) or is gone (Ctrl-C); only the first can still be proved.
   */
  private void confirm(Client client) throws IOException {
    if (client.hasSentSomething()) {
      client.enter(Phase.ASKING, patience.toType());
    } else if (client.hasEndedInput() && !doorkeeper.isStillThere(client)) {
      clients.drop(client, "closed in time");
    } else {
      stop(client, request(client));
    }
  }

  private StopRequest request(Client client) {
    return StopRequest.by("kill port, " + client.describePeer());
  }

  private void restart(Client client) throws IOException {
    Optional<String> supervisor = lifecycle.supervisor();
    if (supervisor.isPresent()) {
      String purpose = ", to be started again by " + supervisor.get();
      stop(client, request(client).restarting(), purpose);
    } else {
      bid(
          client,
          "Nothing was stopped: no supervisor was found that would start %s again; set"
                  .formatted(lifecycle.name())
              + " liveimage.supervised=true if there is one.");
    }
  }

  private void stop(Client client, StopRequest request) throws IOException {
    stop(client, request, "");
  }

  /** The headline goes first: when it cannot be sent, the client is gone and nothing is stopped. */
  private void stop(Client client, StopRequest request, String purpose) throws IOException {
    Wish wish = new Wish(client, request);
    client.tell(StopReport.headline(lifecycle.name(), pid(), request.image()) + purpose);
    for (String line : toldSoFar) {
      client.tell(line);
    }
    wishes.add(wish);
    client.watch();
    clients.dropStrangers();
  }

  /** On a thread of its own: a save takes as long as the disk does. */
  private void save(Client client) {
    String requestedBy = "kill port, " + client.describePeer();
    client.awaitSave();
    CompletableFuture<Void> unused =
        CompletableFuture.supplyAsync(() -> lifecycle.save(requestedBy), Conversation::startThread)
            .handle(Conversation::linesOf)
            .thenAcceptAsync(
                lines -> clients.attempt(client, () -> tellSaved(client, lines)), thread);
  }

  private static void startThread(Runnable save) {
    Thread saver = new Thread(save, "liveimage-killport-save");
    saver.setDaemon(true);
    saver.start();
  }

  private static List<String> linesOf(@Nullable SaveReport report, @Nullable Throwable failure) {
    if (report == null) {
      Throwable reason = failure instanceof CompletionException e ? e.getCause() : failure;
      return List.of("Not saved: " + (reason == null ? "no reason" : reason.getMessage()));
    }
    List<String> lines = new ArrayList<>();
    report.steps().stream().filter(Step::isNoticeable).map(Step::line).forEach(lines::add);
    lines.add(report.conclusion());
    return lines;
  }

  private void tellSaved(Client client, List<String> lines) throws IOException {
    if (clients.contains(client) && client.phase() == Phase.SAVING) {
      for (String line : lines) {
        client.tell(line);
      }
      clients.leave(client);
    }
  }

  /** Passes on what was confirmed; a request that fails for lack of memory is made again. */
  void requestStops() {
    for (Wish wish = wishes.peek(); wish != null; wish = wishes.peek()) {
      request(wish);
      wishes.remove();
    }
  }

  private void request(Wish wish) {
    watch(wish.client, lifecycle.requestStop(wish.request));
  }

  private void watch(Client client, CompletableFuture<StopReport> stop) {
    CompletableFuture<Void> unused =
        stop.thenAcceptAsync(report -> clients.attempt(client, () -> end(client, report)), thread);
  }

  /** Says to itself what belongs to a stop, and waits for one that will not come. */
  void rehearseStop(Client client) {
    StopRequest request = request(client).discarding();
    log.trace("{}", StopReport.headline(lifecycle.name(), pid(), request.image()));
    log.trace("{}", greeting());
    watch(client, new CompletableFuture<>());
    clients.in(Phase.CONFIRMING, Phase.WATCHING).forEach(any -> {});
  }

  /**
   * A stop that fell back to running is told to those who asked for it, and not to one who asked
   * again meanwhile. A real end is told earlier, by {@link #hear}.
   */
  private void end(Client client, StopReport report) throws IOException {
    if (clients.contains(client) && report.outcome() == Outcome.STILL_RUNNING) {
      bid(client, report.conclusion());
    }
  }

  void hear(LifecycleEvent event) {
    if (event instanceof StopBegan) {
      toldSoFar.clear();
    } else if (event instanceof StepDone done
        && done.activity() == Activity.STOP
        && done.step().isNoticeable()) {
      toldSoFar.add(done.step().line());
      tell(clients.in(Phase.WATCHING), done.step().line());
    } else if (event instanceof StopEnded ended) {
      toldSoFar.clear();
      hearEnd(ended.report());
    } else if (event instanceof Progress progress) {
      hear(progress);
    }
  }

  /** Once a second is enough, and not to those who have not read the last line yet. */
  private void hear(Progress progress) {
    long now = System.nanoTime();
    if (now - progressDue >= 0) {
      progressDue = now + PROGRESS_NANOS;
      List<Client> waiting = clients.in(Phase.WATCHING, Phase.SAVING);
      tell(waiting.stream().filter(Client::hasSentAll).toList(), progress.line());
    }
  }

  private void hearEnd(StopReport report) {
    if (report.outcome() != Outcome.STILL_RUNNING) {
      tell(clients.in(Phase.CONFIRMING, Phase.WATCHING), report.conclusion());
      clients.all().forEach(clients::leave);
    }
  }

  private void tell(List<Client> audience, String line) {
    audience.forEach(client -> clients.attempt(client, () -> client.tell(line)));
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }
}
