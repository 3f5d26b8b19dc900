package io.liveimage.repl.terminal;

import io.liveimage.Lifecycle;
import io.liveimage.repl.LiveImage;
import io.liveimage.repl.Session;
import io.liveimage.repl.StoppingHostException;
import io.liveimage.repl.engine.Input;
import io.liveimage.repl.engine.Outcome;
import java.io.PrintStream;

/**
 * What is said on one connection: a banner, prompts, lines gathered to whole snippets, their
 * outcomes. Runs on the session's thread.
 */
final class Conversation implements AutoCloseable {
  static final String PROMPT = "live> ";
  static final String MORE = " ...> ";
  private static final int MAX_SOURCE = 1024 * 1024;

  private final Lifecycle lifecycle;
  private final LiveImage image;
  private final Session session;
  private final PrintStream out;
  private final Runnable hangUp;
  private final Commands commands;
  private final StringBuilder source = new StringBuilder();

  Conversation(
      Lifecycle lifecycle, LiveImage image, Session session, PrintStream out, Runnable hangUp) {
    this.lifecycle = lifecycle;
    this.image = image;
    this.session = session;
    this.out = out;
    this.hangUp = hangUp;
    this.commands = new Commands(lifecycle, image, session, this::say, hangUp);
  }

  void greet() {
    say(lifecycle.describe() + "   /help for help, /exit to leave");
    prompt();
    image.warmUp();
  }

  void take(String line) {
    if (source.length() == 0 && line.startsWith("/") && !isComment(line)) {
      commands.run(line);
    } else {
      gather(line);
    }
    prompt();
  }

  private static boolean isComment(String line) {
    return line.startsWith("//") || line.startsWith("/*");
  }

  private void gather(String line) {
    if (source.length() + line.length() > MAX_SOURCE) {
      source.setLength(0);
      feedback("The input has more than " + MAX_SOURCE + " characters and is dropped.");
      return;
    }
    source.append(line).append('\n');
    Input input = image.inspect(source.toString());
    if (input != Input.INCOMPLETE) {
      String whole = source.toString().stripTrailing();
      source.setLength(0);
      if (input == Input.COMPLETE) {
        evaluate(whole);
      }
    }
  }

  private void evaluate(String whole) {
    try {
      session.evaluate(whole, this::tell);
    } catch (StoppingHostException e) {
      feedback(e.reason());
    }
  }

  private void tell(Outcome outcome) {
    OutcomeText.lines(outcome).forEach(this::say);
  }

  /** The peer will send nothing more: what is incomplete is told, then the connection ends. */
  void endOfInput() {
    if (source.length() > 0) {
      say("");
      evaluate(source.toString()); // the compiler says best what is missing
    } else {
      say("");
    }
    hangUp.run();
  }

  private void prompt() {
    out.print(source.length() == 0 ? PROMPT : MORE);
    out.flush();
  }

  private void feedback(String text) {
    say("|  " + text);
  }

  private void say(String line) {
    out.print(line + "\n");
  }

  @Override
  public void close() {
    commands.close();
  }
}
