package io.liveimage.repl.engine;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions themselves: one JShell with all that hangs on it. Used with its lock held; the
 * lock is free while a snippet runs, so anything may have changed when the call is back.
 */
final class Image {
  private static final Logger LOG = LoggerFactory.getLogger(Image.class);

  private final CompilerFiles files = CompilerFiles.open();
  private final Results results = new Results();
  private final PendingDefinitions pending = new PendingDefinitions();
  private final WaitingValues waiting = new WaitingValues();
  private final Places places = new Places();
  private final ClassLoader host;
  private final ValueCodec codec;
  private final InProcess process;
  private final JShell jshell;
  private final Sources sources;
  private final Snippets snippets;
  private final Outcomes outcomes;
  private final Variables variables;
  private final HiddenImports imports;
  private final Bindings bindings;
  private boolean closed;

  Image(ClassLoader host, ReentrantLock lock, ValueCodec codec) {
    this.host = host;
    this.codec = codec;
    SnippetLoader loader = new SnippetLoader(host);
    process = new InProcess(loader, host, lock, results);
    jshell = build();
    sources = new Sources(jshell);
    snippets = new Snippets(jshell);
    outcomes = new Outcomes(snippets, results, host);
    imports = new HiddenImports(jshell);
    NameableType types = new NameableType(loader, files::sees);
    variables = new Variables(jshell, process, types);
    bindings = new Bindings(loader, files, types);
  }

  private JShell build() {
    return JShell.builder()
        .executionEngine(new Provider(process), Map.of())
        .fileManager(unused -> files)
        .build();
  }

  private record Provider(ExecutionControl process) implements ExecutionControlProvider {
    @Override
    public String name() {
      return "liveimage";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
      return process;
    }
  }

  Sources sources() {
    return sources;
  }

  /**
   * Evaluates one snippet. What is returned is to be asked for the outcomes without the lock, since
   * it calls {@code toString()} of users' objects.
   */
  List<Supplier<Outcome>> evaluate(String source) {
    follow(imports.make());
    try {
      return report(jshell.eval(source));
    } catch (RuntimeException | StackOverflowError | AssertionError e) { // javac, not the snippet
      return List.of(() -> outcomes.crash(e));
    }
  }

  private List<Supplier<Outcome>> report(List<SnippetEvent> events) {
    Optional<Throwable> refused = process.refusedClass();
    List<SnippetEvent> lost = follow(events);
    List<Supplier<Outcome>> reports = new ArrayList<>();
    for (SnippetEvent event : events) {
      if (event.causeSnippet() == null) {
        reports.add(
            refused.isPresent() ? refuse(event, refused.get()) : outcomes.of(event, events));
      } else {
        outcomes.ofUpdate(event, lost.contains(event)).ifPresent(reports::add);
      }
    }
    events.forEach(this::tidy);
    if (events.stream().anyMatch(Image::isDefinition)) {
      retryValues();
    }
    return reports;
  }

  private static boolean isDefinition(SnippetEvent event) {
    return event.snippet().kind().isPersistent() && !Snippets.isTemporary(event.snippet());
  }

  /** The JVM did not take what the compiler made, so the definition is none. */
  private Supplier<Outcome> refuse(SnippetEvent event, Throwable refused) {
    if (event.snippet().kind().isPersistent()) {
      drop(event.snippet());
    }
    return () -> outcomes.crash(refused);
  }

  private void tidy(SnippetEvent event) {
    Snippet snippet = event.snippet();
    if (Snippets.isTemporary(snippet)) {
      drop(snippet);
    } else if (event.status().isActive() && snippet.kind().isPersistent()) {
      pending.remove(snippets.definition(snippet));
      forgetValue(event);
    }
  }

  /** A variable that a session declares anew has the value that this says. */
  private void forgetValue(SnippetEvent event) {
    if (event.causeSnippet() == null && event.snippet() instanceof VarSnippet variable) {
      waiting.remove(variable.name());
    }
  }

  /** Returns the events of those variables that lost their value. */
  private List<SnippetEvent> follow(List<SnippetEvent> events) {
    if (closed) {
      return List.of();
    }
    List<SnippetEvent> lost = events.stream().filter(this::losesValue).toList();
    events.stream()
        .flatMap(event -> variables.brokenBy(event).stream())
        .distinct()
        .forEach(this::redeclare);
    return lost;
  }

  /** An initialiser that ran once need not compile for ever: without it the variable is valid. */
  private void redeclare(VarSnippet variable) {
    Field before = variables.field(variable).orElseThrow();
    process.definesOnly(true);
    try {
      follow(jshell.eval(variables.declaration(variable) + ";"));
    } finally {
      process.definesOnly(false);
    }
    variables.restore(variable, before);
  }

  private boolean losesValue(SnippetEvent event) {
    return event.snippet() instanceof VarSnippet variable && variables.follow(event, variable);
  }

  void bind(String name, @Nullable Object value) {
    if (!bindings.rebind(name, value)) {
      generate(name, value);
    }
    retry();
    retryValues();
  }

  /** Only who uses an earlier binding of another type has to see the new one at once. */
  private void generate(String name, @Nullable Object value) {
    Optional<Bindings.Binding> before = bindings.get(name);
    before.ifPresent(binding -> imports.remove(binding.importSource()));
    imports.add(bindings.generate(name, value).importSource());
    if (before.isPresent()) {
      warn(name, follow(imports.make()));
    }
  }

  private static void warn(String binding, List<SnippetEvent> lost) {
    if (!lost.isEmpty()) {
      List<String> names = lost.stream().map(e -> Snippets.signature(e.snippet())).toList();
      LOG.warn(
          "The binding {} has another type now, these variables were reset: {}", binding, names);
    }
  }

  List<Definition> list() {
    return Stream.concat(live().map(this::definition), pending.all().stream()).toList();
  }

  private Definition definition(Snippet snippet) {
    Definition definition = snippets.definition(snippet);
    return definition.kind() == DefinitionKind.VARIABLE
        ? waiting.reason(definition.name()).map(definition::withoutValue).orElse(definition)
        : definition;
  }

  private Stream<Snippet> live() {
    return snippets.live().filter(snippet -> !imports.contains(snippet));
  }

  boolean drop(String name) {
    List<Snippet> found =
        live().filter(snippet -> snippets.definition(snippet).isCalled(name)).toList();
    found.forEach(this::drop);
    boolean known = pending.removeCalled(name) || !found.isEmpty();
    waiting.retain(this::isVariable);
    return known;
  }

  private boolean isVariable(String name) {
    return variable(name).isPresent() || pending.hasVariable(name);
  }

  private Optional<VarSnippet> variable(String name) {
    return live()
        .filter(VarSnippet.class::isInstance)
        .map(VarSnippet.class::cast)
        .filter(variable -> variable.name().equals(name))
        .findFirst();
  }

  private void drop(Snippet snippet) {
    if (closed) {
      return;
    }
    if (snippet instanceof VarSnippet variable) {
      variables.forget(variable);
    }
    follow(jshell.drop(snippet));
  }

  Draft save() {
    List<Variables.Candidate> candidates = new ArrayList<>();
    List<Script.Entry> entries = new ArrayList<>();
    live().forEach(snippet -> entries.add(entry(snippet, candidates)));
    pending.entries().forEach(entries::add);
    candidates.forEach(candidate -> waiting.remove(candidate.name()));
    return new Draft(places.inOrder(entries), candidates, waiting.all());
  }

  private Script.Entry entry(Snippet snippet, List<Variables.Candidate> candidates) {
    if (!(snippet instanceof VarSnippet variable)) {
      return new Script.Entry(
          Snippets.kind(snippet), Snippets.signature(snippet), snippet.source());
    }
    Variables.Saved saved = variables.save(variable);
    Optional<String> lent = saved.candidate().flatMap(it -> bindings.nameOf(it.value()));
    if (lent.isPresent()) {
      return saved.entry().remarked(Script.valueNotKept("it is the host's " + lent.get()));
    }
    saved.candidate().ifPresent(candidates::add);
    return saved.entry();
  }

  ReplayReport replay(Script script) {
    int restored = 0;
    follow(imports.make());
    places.take(script.entries());
    for (Script.Entry entry : Places.forReplay(script.entries())) {
      restored += restore(entry) ? 1 : 0;
    }
    restored += retry();
    return new ReplayReport(restored, pending.all());
  }

  /** Tries pending definitions until none of them helps another, and returns how many came back. */
  private int retry() {
    int restored = 0;
    int before = -1;
    while (restored > before && !pending.isEmpty()) {
      before = restored;
      follow(imports.make());
      for (Script.Entry entry : pending.entries().toList()) {
        restored += restore(entry) ? 1 : 0;
      }
    }
    return restored;
  }

  ValueReport restoreValues(List<SavedValue> values) {
    follow(imports.make());
    values.forEach(value -> waiting.put(value, "it was not tried yet"));
    int restored = retryValues();
    return new ValueReport(restored, waiting.reasons());
  }

  private int retryValues() {
    if (waiting.isEmpty()) {
      return 0;
    }
    int restored = 0;
    try (Patience patience = new Patience(Patience.PER_CALL, Patience.IN_ALL, host)) {
      for (SavedValue value : waiting.all()) {
        restored += restore(value, patience) ? 1 : 0;
      }
    }
    return restored;
  }

  private boolean restore(SavedValue value, Patience patience) {
    try {
      VarSnippet variable = declared(value);
      if (variables.valueOf(variable).isEmpty()) { // otherwise somebody gave it another one
        variables.set(variable, decoded(value, variable, patience));
      }
      waiting.remove(value.name());
      return true;
    } catch (ValueException e) {
      waiting.put(value, e.reason());
      return false;
    }
  }

  private VarSnippet declared(SavedValue value) {
    if (!isVariable(value.name())) { // it was declared after the script had been taken down
      restore(value.declaration());
    }
    VarSnippet variable =
        variable(value.name())
            .orElseThrow(() -> new ValueException("its declaration does not compile"));
    if (snippets.status(variable) != Snippet.Status.VALID) {
      throw new ValueException(snippets.restriction(variable));
    }
    return variable;
  }

  private Object decoded(SavedValue value, VarSnippet variable, Patience patience) {
    Type type = variables.type(variable);
    return patience.call(() -> codec.decode(value.encoded(), type));
  }

  private boolean restore(Script.Entry entry) {
    List<String> reasons = define(entry);
    if (reasons.isEmpty()) {
      pending.remove(entry);
    } else {
      pending.put(entry, reasons);
    }
    return reasons.isEmpty();
  }

  /** Returns why this is no definition yet; empty when it is one. */
  private List<String> define(Script.Entry entry) {
    if (!sources.isOneSnippet(entry.source())) {
      return List.of("this is not one whole definition");
    }
    process.definesOnly(entry.kind() != DefinitionKind.VARIABLE);
    try {
      return defined(entry, jshell.eval(entry.source()));
    } catch (RuntimeException | StackOverflowError | AssertionError e) { // javac, not the snippet
      return List.of(Traces.headline(e));
    } finally {
      process.definesOnly(false);
    }
  }

  private List<String> defined(Script.Entry entry, List<SnippetEvent> events) {
    Optional<Throwable> refused = process.refusedClass();
    follow(events);
    events.forEach(results::discard);
    Snippet snippet = events.get(0).snippet();
    if (!jshell.status(snippet).isActive()) {
      return snippets.diagnostics(snippet).get(0).message();
    }
    boolean isIt = snippet.kind().isPersistent() && entry.kind() == Snippets.kind(snippet);
    if (isIt && refused.isEmpty()) {
      return List.of();
    }
    if (snippet.kind().isPersistent()) {
      drop(snippet);
    }
    return List.of(refused.map(Traces::headline).orElse("this is no " + entry.kind().word()));
  }

  void close() {
    closed = true;
    jshell.close();
    try {
      files.close();
    } catch (IOException e) {
      throw new IllegalStateException("Cannot close the class path of the compiler", e);
    }
  }
}
