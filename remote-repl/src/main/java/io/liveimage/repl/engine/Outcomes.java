package io.liveimage.repl.engine;

import io.liveimage.repl.engine.Outcome.Change;
import io.liveimage.repl.engine.Results.Result;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import jdk.jshell.EvalException;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.UnresolvedReferenceException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what JShell's events mean. Used with the image locked; what is returned is asked without
 * the lock, since it runs code of users.
 */
final class Outcomes {
  private final Snippets snippets;
  private final Results results;
  private final ClassLoader host;

  Outcomes(Snippets snippets, Results results, ClassLoader host) {
    this.snippets = snippets;
    this.results = results;
    this.host = host;
  }

  /** Returns what became of the snippet that was evaluated. */
  Supplier<Outcome> of(SnippetEvent event, List<SnippetEvent> all) {
    Snippet snippet = event.snippet();
    if (event.status() == Status.REJECTED) {
      return always(new Outcome.Rejected(snippets.diagnostics(snippet)));
    } else if (event.exception() instanceof UnresolvedReferenceException unresolved) {
      return always(unresolved(unresolved.getSnippet()));
    } else if (event.exception() instanceof EvalException thrown) {
      return threw(thrown);
    }
    return results
        .claim(event.value())
        .map(result -> value(snippet, result))
        .orElseGet(() -> always(definedOrDone(event, all)));
  }

  private Outcome definedOrDone(SnippetEvent event, List<SnippetEvent> all) {
    return event.snippet().kind().isPersistent() ? defined(event, all) : new Outcome.Done();
  }

  private Supplier<Outcome> value(Snippet snippet, Result result) {
    String name = Snippets.variableName(snippet);
    String type = Snippets.typeName(snippet);
    return () -> new Outcome.Value(name, type, result.value(), display(result.value()));
  }

  private String display(@Nullable Object value) {
    try (HostLoader ignored = HostLoader.enter(host)) {
      return ValueText.of(value);
    }
  }

  private Supplier<Outcome> threw(EvalException translated) {
    Result result = results.claim(translated.getMessage()).orElseThrow();
    Throwable thrown = result.thrown().get(0);
    return () -> new Outcome.Threw(thrown, Traces.text(thrown, result.stacks(translated)));
  }

  /** Returns what to say of an exception that is not the snippet's own. */
  Outcome crash(Throwable thrown) {
    IdentityHashMap<Throwable, StackTraceElement[]> stacks = new IdentityHashMap<>();
    Traces.all(thrown).forEach(each -> stacks.put(each, new StackTraceElement[0]));
    return new Outcome.Threw(thrown, Traces.text(thrown, stacks));
  }

  private Outcome.Unresolved unresolved(Snippet snippet) {
    String signature = Snippets.signature(snippet);
    String use = snippet instanceof MethodSnippet ? "call" : "use";
    return new Outcome.Unresolved(
        signature,
        snippets.unresolved(snippet),
        "attempted to %s %s which %s"
            .formatted(use, named(snippet), snippets.restriction(snippet)));
  }

  private Outcome.Defined defined(SnippetEvent event, List<SnippetEvent> all) {
    Change change = change(event, all);
    return defined(event.snippet(), change, change.word() + " " + named(event.snippet()));
  }

  private Outcome.Defined defined(Snippet snippet, Change change, String message) {
    return new Outcome.Defined(
        Snippets.kind(snippet),
        Snippets.signature(snippet),
        change,
        snippets.unresolved(snippet),
        message + howeverOf(snippet));
  }

  private String howeverOf(Snippet snippet) {
    Status status = snippets.status(snippet);
    boolean waits =
        status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED;
    return waits ? ", however, it " + snippets.restriction(snippet) : "";
  }

  private static String named(Snippet snippet) {
    DefinitionKind kind = Snippets.kind(snippet);
    String called =
        kind == DefinitionKind.VARIABLE
            ? Snippets.variableName(snippet)
            : Snippets.signature(snippet);
    return kind.word() + " " + called;
  }

  private static Change change(SnippetEvent event, List<SnippetEvent> all) {
    if (!event.previousStatus().isActive()) {
      return Change.CREATED;
    }
    return all.stream().anyMatch(old -> isSameSignature(old, event))
        ? Change.MODIFIED
        : Change.REPLACED;
  }

  private static boolean isSameSignature(SnippetEvent old, SnippetEvent event) {
    return old.status() == Status.OVERWRITTEN
        && old.snippet() instanceof MethodSnippet before
        && event.snippet() instanceof MethodSnippet now
        && before.signature().equals(now.signature());
  }

  /** Returns what another snippet did to a definition, where that needs telling. */
  Optional<Supplier<Outcome>> ofUpdate(SnippetEvent event, boolean lostValue) {
    Snippet snippet = event.snippet();
    if (lostValue) {
      String message = "replaced " + named(snippet) + ", reset to its default value";
      return Optional.of(always(defined(snippet, Change.RESET, message)));
    }
    boolean broken =
        event.previousStatus() == Status.VALID
            && event.status().isActive()
            && event.status() != Status.VALID;
    return broken
        ? Optional.of(always(defined(snippet, Change.MODIFIED, "modified " + named(snippet))))
        : Optional.empty();
  }

  private static Supplier<Outcome> always(Outcome outcome) {
    return () -> outcome;
  }
}
