package io.liveimage.repl.terminal;

import io.liveimage.Lifecycle;
import io.liveimage.repl.engine.Definition;
import io.liveimage.repl.session.LiveImage;
import io.liveimage.repl.session.Session;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The lines that begin with a slash. */
final class Commands {
  private static final String EXIT = "/exit";
  static final String CANCEL = "/cancel";

  private static final String HELP =
      """
      Type Java: an expression, a statement, a method, a class, an import.
      What is defined here is shared by all sessions and saved with the image.
      /list             the definitions; also /vars /methods /types /imports
      /drop NAME        removes a definition: a name, or one method as twice(int)
      /status           the host and its state
      /stop             saves the image and stops the host; --discard: does not save
      /cancel           forgets the lines of an unfinished input
      /exit             leaves; the host goes on
      /help             this""";

  private final Lifecycle lifecycle;
  private final LiveImage image;
  private final Session session;
  private final WatchedStop stop;
  private final Consumer<String> feedback;

  Commands(
      Lifecycle lifecycle,
      LiveImage image,
      Session session,
      WatchedStop stop,
      Consumer<String> feedback) {
    this.lifecycle = lifecycle;
    this.image = image;
    this.session = session;
    this.stop = stop;
    this.feedback = feedback;
  }

  /** Tells whether a line is a command and no Java: that has a slash in front only of a comment. */
  static boolean isCommand(String line) {
    return line.startsWith("/") && !line.startsWith("//") && !line.startsWith("/*");
  }

  /** Tells whether a line ends the conversation, even in the middle of an input. */
  static boolean isExit(String line) {
    return line.equals(EXIT) || line.startsWith(EXIT + " ");
  }

  void run(String line) {
    String[] words = line.split("\\s+", 2);
    String argument = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "/help", "/?" -> HELP.lines().forEach(feedback);
      case "/list" -> list(image.list());
      case "/vars", "/methods", "/types", "/imports" -> list(ofKind(words[0]));
      case "/drop" -> drop(argument);
      case "/status" -> feedback.accept(lifecycle.describe() + ", " + state());
      case "/stop" -> stop(argument);
      default -> feedback.accept("No such command: " + words[0] + ". /help lists them.");
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
      feedback.accept("None.");
    }
    definitions.forEach(this::list);
  }

  private void list(Definition definition) {
    feedback.accept(definition.kind().word() + " " + definition.signature());
    definition.reasons().forEach(reason -> feedback.accept("  waits: " + reason));
  }

  private void drop(String name) {
    if (name.isEmpty()) {
      feedback.accept("Which one? /drop NAME, as /list shows it.");
    } else {
      feedback.accept(
          session.drop(name) ? "dropped " + name : "There is no definition named " + name + ".");
    }
  }

  private void stop(String argument) {
    switch (argument) {
      case "" -> stop.request(false);
      case "--discard" -> stop.request(true);
      default -> feedback.accept("Expected /stop or /stop --discard.");
    }
  }
}
