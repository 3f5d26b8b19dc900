package io.liveimage.repl.engine;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jshell.EvalException;
import jdk.jshell.SnippetEvent;
import jdk.jshell.spi.ExecutionControl.UserException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what snippets returned or threw while only text passes through JShell: it is given a claim
 * in place of the text of a value or the message of an exception, and hands it on to us.
 * Thread-safe.
 */
final class Results {

  /**
   * What a snippet returned or threw.
   *
   * @param value what it returned
   * @param thrown what it threw and all causes, empty when it returned
   */
  record Result(@Nullable Object value, List<Throwable> thrown) {

    /** Brings each throwable together with the frames that JShell translated. */
    IdentityHashMap<Throwable, StackTraceElement[]> stacks(EvalException translated) {
      IdentityHashMap<Throwable, StackTraceElement[]> stacks = new IdentityHashMap<>();
      Throwable next = translated;
      for (int i = 0; i < thrown.size() && next != null; i++) {
        stacks.put(thrown.get(i), next.getStackTrace());
        next = next.getCause();
      }
      return stacks;
    }
  }

  /** Statements return null and are never claimed, so null is not kept. */
  private static final String NOTHING = "nothing";

  private final Map<String, Result> unclaimed = new ConcurrentHashMap<>();
  private final AtomicLong claims = new AtomicLong();

  String keepValue(@Nullable Object value) {
    return value == null ? NOTHING : keep(new Result(value, List.of()));
  }

  /** JShell translates the frames of causes only, so all is handed to it as one chain of causes. */
  UserException keepThrown(Throwable exception) {
    List<Throwable> all = Traces.all(exception);
    String claim = keep(new Result(null, all));
    List<UserException> chain = new ArrayList<>();
    for (Throwable thrown : all) {
      chain.add(new UserException(claim, thrown.getClass().getName(), stackOf(thrown)));
    }
    for (int i = 1; i < chain.size(); i++) {
      chain.get(i - 1).initCause(chain.get(i));
    }
    return chain.get(0);
  }

  private static StackTraceElement[] stackOf(Throwable thrown) {
    StackTraceElement[] stack = thrown.getStackTrace();
    return stack == null ? new StackTraceElement[0] : stack;
  }

  private String keep(Result result) {
    String claim = "result " + claims.incrementAndGet();
    unclaimed.put(claim, result);
    return claim;
  }

  /** Lets go of what belongs to an event that nobody is told of. */
  void discard(SnippetEvent event) {
    claim(event.value());
    claim(event.exception() == null ? null : event.exception().getMessage());
  }

  Optional<Result> claim(@Nullable String claim) {
    if (claim == null) {
      return Optional.empty();
    }
    return claim.equals(NOTHING)
        ? Optional.of(new Result(null, List.of()))
        : Optional.ofNullable(unclaimed.remove(claim));
  }
}
