package io.liveimage.repl.terminal;

import io.liveimage.Lifecycle;
import io.liveimage.LifecycleEvent;
import io.liveimage.LifecycleEvent.StepDone;
import io.liveimage.LifecycleEvent.StopEnded;
import io.liveimage.LifecycleListener;
import io.liveimage.StopReport;
import io.liveimage.StopRequest;
import io.liveimage.repl.LiveImage;
import io.liveimage.repl.Session;
import io.liveimage.repl.StoppingHostException;
import io.liveimage.repl.engine.Definition;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The lines that begin with a slash. */
final class Commands implements AutoCloseable {
  private static final String HELP =
      """
      |  Type Java: an expression, a statement, a method, a class, an import.
      |  What is defined here is shared by all sessions and saved with the image.
      |  /list             the definitions; also /vars /methods /types /imports
      |  /drop NAME        removes a definition: a name, or one method as twice(int)
      |  /status           the host and its state
      |  /stop             saves the image and stops the host; /stop --discard does not save
      |  /exit             leaves; the host goes on
      |  /help             this""";

  private final Lifecycle lifecycle;
  private final LiveImage image;
  private final Session session;
  private final Consumer<String> out;
  private final Runnable hangUp;
  private final LifecycleListener watcher = this::watch;

  Commands(
      Lifecycle lifecycle,
      LiveImage image,
      Session session,
      Consumer<String> out,
      Runnable hangUp) {
    this.lifecycle = lifecycle;
    this.image = image;
    this.session = session;
    this.out = out;
    this.hangUp = hangUp;
  }

  void run(String line) {
    String[] words = line.strip().split("\\s+", 2);
    String argument = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "/help", "/?" -> HELP.lines().forEach(out);
      case "/list" -> list(image.list());
      case "/vars", "/methods", "/types", "/imports" -> list(ofKind(words[0]));
      case "/drop" -> drop(argument);
      case "/status" -> feedback(lifecycle.describe() + ", " + state());
      case "/stop" -> stop(argument);
      case "/exit" -> hangUp.run();
      default -> feedback("No such command: " + words[0] + ". /help lists them.");
    }
  }

  private String state() {
    return lifecycle.currentState().name().toLowerCase(Locale.ROOT);
  }

  private List<Definition> ofKind(String command) {
    return image.list().stream()
        .filter(definition -> command.equals(listingCommand(definition)))
        .toList();
  }

  private static String listingCommand(Definition definition) {
    return switch (definition.kind()) {
      case VARIABLE -> "/vars";
      case METHOD -> "/methods";
      case IMPORT -> "/imports";
      case CLASS, INTERFACE, ENUM, RECORD, ANNOTATION -> "/types";
    };
  }

  private void list(List<Definition> definitions) {
    if (definitions.isEmpty()) {
      feedback("None.");
    }
    definitions.forEach(this::list);
  }

  private void list(Definition definition) {
    feedback(definition.kind().word() + " " + definition.signature());
    definition.reasons().forEach(reason -> feedback("  waits: " + reason));
  }

  private void drop(String name) {
    if (name.isEmpty()) {
      feedback("Which one? /drop NAME, as /list shows it.");
      return;
    }
    try {
      feedback(image.drop(name) ? "dropped " + name : "There is no definition named " + name + ".");
    } catch (StoppingHostException e) {
      feedback(e.reason());
    }
  }

  private void stop(String argument) {
    StopRequest request = StopRequest.by("REPL, " + session.peer());
    switch (argument) {
      case "" -> stop(request);
      case "--discard" -> stop(request.discarding());
      default -> feedback("Expected /stop or /stop --discard.");
    }
  }

  private void stop(StopRequest request) {
    out.accept(
        StopReport.headline(lifecycle.name(), ProcessHandle.current().pid(), request.image()));
    lifecycle.removeListener(watcher);
    lifecycle.addListener(watcher);
    lifecycle.requestStop(request);
  }

  /**
   * Tells the steps of a stop; on the lifecycle's thread, so it must not wait for a slow reader.
   */
  private void watch(LifecycleEvent event) {
    if (event instanceof StepDone done) {
      session.execute(() -> out.accept(done.step().line()));
    } else if (event instanceof StopEnded ended) {
      lifecycle.removeListener(watcher);
      session.execute(() -> feedback(ended.report().conclusion()));
    }
  }

  private void feedback(String text) {
    out.accept("|  " + text);
  }

  @Override
  public void close() {
    lifecycle.removeListener(watcher);
  }
}
