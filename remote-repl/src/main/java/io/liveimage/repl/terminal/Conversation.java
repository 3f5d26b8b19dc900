package io.liveimage.repl.terminal;

import io.liveimage.Lifecycle;
import io.liveimage.StopReport;
import io.liveimage.repl.engine.Input;
import io.liveimage.repl.engine.Outcome;
import io.liveimage.repl.session.LiveImage;
import io.liveimage.repl.session.Session;
import io.liveimage.repl.session.StoppingHostException;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said on one connection: a banner, prompts, lines gathered to whole snippets, their
 * outcomes. Runs on the session's thread, except for {@link #close()}.
 */
final class Conversation implements AutoCloseable {
  static final String PROMPT = "live> ";
  static final String MORE = " ...> ";
  static final int MAX_SOURCE = 1024 * 1024;

  private static final Logger log = LoggerFactory.getLogger(TerminalServer.class);

  private final Lifecycle lifecycle;
  private final LiveImage image;
  private final Session session;
  private final PrintStream out;
  private final Runnable hangUp;
  private final WatchedStop stop;
  private final Commands commands;
  private final StringBuilder source = new StringBuilder();
  private boolean atPrompt;
  private boolean inputEnded;
  private boolean ended;

  Conversation(
      Lifecycle lifecycle, LiveImage image, Session session, PrintStream out, Runnable hangUp) {
    this.lifecycle = lifecycle;
    this.image = image;
    this.session = session;
    this.out = out;
    this.hangUp = hangUp;
    this.stop = new WatchedStop(lifecycle, session, this::say, this::goOn);
    this.commands = new Commands(lifecycle, image, session, stop, this::feedback);
  }

  void greet() {
    say(lifecycle.describe() + "   /help for help, /exit to leave");
    attempt(this::tellWhatWaits);
    prompt();
    attempt(image::expectEvaluations);
  }

  private void tellWhatWaits() {
    long waiting = image.countWaiting();
    if (waiting > 0) {
      feedback(
          waiting
              + (waiting == 1 ? " definition waits" : " definitions wait")
              + " for something; /list tells for what.");
    }
  }

  void take(String line) {
    if (ended) {
      return;
    }
    atPrompt = false;
    attempt(() -> understand(line));
    prompt();
  }

  private void attempt(Runnable work) {
    try {
      work.run();
    } catch (StoppingHostException e) {
      feedback(e.reason());
    } catch (DisconnectedException e) {
      throw e;
    } catch (RuntimeException | Error e) { // the compiler's: deep nesting overflows its stack
      source.setLength(0);
      log.warn("Session {} of {}: the REPL failed", session.id(), session.peer(), e);
      feedback("The REPL failed, and has forgotten this input: " + e);
    }
  }

  private void understand(String line) {
    String command = line.strip();
    if (Commands.isExit(command)) {
      end();
    } else if (command.equals(Commands.CANCEL)) {
      source.setLength(0);
    } else if (source.isEmpty() && Commands.isCommand(command)) {
      commands.run(command);
    } else {
      gather(line);
    }
  }

  private void gather(String line) {
    if (source.length() + line.length() > MAX_SOURCE) {
      leave("The input has more than " + MAX_SOURCE + " characters.");
      return;
    }
    source.append(line).append('\n');
    Input input = image.inspect(source.toString());
    if (input != Input.INCOMPLETE) {
      String whole = source.toString().stripTrailing();
      source.setLength(0);
      if (input == Input.COMPLETE) {
        session.evaluate(whole, this::tell);
      }
    }
  }

  private void tell(Outcome outcome) {
    Thread.interrupted(); // a snippet that interrupts itself is told of all the same
    OutcomeText.lines(outcome).forEach(this::say);
  }

  /** A stop that could not save the image has ended, and the host goes on. */
  private void goOn(StopReport report) {
    feedback(report.conclusion());
    if (inputEnded) {
      end();
    } else {
      prompt();
    }
  }

  /**
   * The peer will send nothing more: an input that is incomplete is told, then the connection ends,
   * or the stop that it watches.
   */
  void endOfInput() {
    if (ended) {
      return;
    }
    inputEnded = true;
    breakLine();
    if (!source.isEmpty()) {
      attempt(this::tellWhatIsMissing);
    }
    if (!stop.isUnderWay()) {
      end();
    }
  }

  /** The compiler says it best, but takes a comment without end for nothing at all. */
  private void tellWhatIsMissing() {
    AtomicBoolean told = new AtomicBoolean();
    session.evaluate(
        source.toString(),
        outcome -> {
          told.set(true);
          tell(outcome);
        });
    if (!told.get()) {
      feedback("The input ends inside a comment; nothing of it was evaluated.");
    }
  }

  /** Ends the connection with a reason; does nothing on one that ends already. */
  void leave(String reason) {
    if (!ended) {
      feedback(reason + " Goodbye.");
      end();
    }
  }

  private void end() {
    ended = true;
    source.setLength(0);
    hangUp.run();
  }

  private void prompt() {
    if (!ended && !stop.isUnderWay()) {
      out.print(source.isEmpty() ? PROMPT : MORE);
      atPrompt = true;
    }
  }

  private void breakLine() {
    if (atPrompt) {
      out.print("\n");
      atPrompt = false;
    }
  }

  private void feedback(String text) {
    say("|  " + text);
  }

  private void say(String line) {
    breakLine();
    out.print(line + "\n");
  }

  @Override
  public void close() {
    stop.close();
  }
}
