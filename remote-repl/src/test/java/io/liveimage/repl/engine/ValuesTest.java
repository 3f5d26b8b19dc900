package io.liveimage.repl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.repl.values.SavedValues;
import io.liveimage.repl.values.SmileValues;
import io.liveimage.snapshot.Section;
import io.liveimage.snapshot.StateCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Variables whose value no literal can hold, from one image to the next. */
class ValuesTest {
  private Prompt first;
  private Prompt second;

  @BeforeEach
  void open() {
    first = Prompt.open();
    second = Prompt.open();
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  private ValueReport saveAndReplay() {
    SavedImage saved = first.engine.save();
    second.engine.replay(Script.parse(saved.script().text()));
    return second.engine.restoreValues(written(saved.values()));
  }

  /** Takes values through the bytes of their section. */
  private static List<SavedValue> written(List<SavedValue> values) {
    StateCodec<SavedValues> codec = StateCodec.smile(SavedValues.class);
    return SmileValues.values(
        Section.of("repl-values", codec, SmileValues.section(values)).decode(codec));
  }

  private List<String> notKept(String source) {
    first.evaluate(source);
    return first.engine.save().script().unsavedVariables();
  }

  @Test
  void dataComesBack() {
    first.evaluate(
        """
        import java.time.*;
        enum Size { SMALL, LARGE }
        record Cup(String tea, int ml) { boolean isFull() { return true; } }
        record Pot<T>(T content, List<T> more) { }
        var numbers = new ArrayList<>(List.of(1, 2));
        List<String> words = List.of("a", "b");
        var lists = List.of(List.of(1L), List.<Long>of());
        var sorted = new TreeMap<String, List<Integer>>(Map.of("a", List.of(1)));
        Map<DayOfWeek, Integer> hours = new EnumMap<>(Map.of(DayOfWeek.MONDAY, 1));
        Map<Integer, LocalDate> days = Map.of(7, LocalDate.of(2026, 11, 21));
        var inOrder = new LinkedHashSet<>(List.of("b", "a"));
        Set<Long> set = Set.of(1L);
        var queue = new ArrayDeque<>(List.of(1, 2));
        var price = new BigDecimal("1.500");
        var huge = BigInteger.TWO.pow(99);
        var id = UUID.fromString("5b0a3c1c-9d1f-4a6e-8e0e-0f6f6e3a1b2c");
        var now = Instant.parse("2026-11-21T10:15:30.123456789Z");
        var there = ZonedDateTime.parse("2026-11-21T10:15:30+01:00[Europe/Berlin]");
        var short_ = Duration.ofNanos(1);
        var maybe = Optional.of(3);
        var path = Path.of("/tmp/x");
        Object mixed = List.of(1, "a", true, 0.5);
        var size = Size.LARGE;
        var sizes = EnumSet.of(Size.LARGE);
        var cups = List.of(new Cup("oolong", 150), new Cup(null, 0));
        var pot = new Pot<>("tea", List.of("more"));
        """);

    ValueReport report = saveAndReplay();

    List<String> names = names(first);
    assertThat(report).isEqualTo(new ValueReport(22, List.of()));
    assertThat(names).hasSize(22);
    assertThat(names)
        .allSatisfy(name -> assertThat(second.display(name)).isEqualTo(first.display(name)));
  }

  private static List<String> names(Prompt prompt) {
    return prompt.engine.list().stream()
        .filter(definition -> definition.kind() == DefinitionKind.VARIABLE)
        .map(Definition::name)
        .toList();
  }

  @Test
  void collectionStaysOfItsClass() {
    first.evaluate(
        """
        Map<String, Integer> hits = new ConcurrentHashMap<>(Map.of("a", 1));
        Collection<Integer> best = new TreeSet<>(List.of(2, 1));
        """);

    saveAndReplay();

    assertThat(second.value("hits.getClass().getSimpleName()")).isEqualTo("ConcurrentHashMap");
    assertThat(second.value("best.getClass().getSimpleName()")).isEqualTo("TreeSet");
  }

  @Test
  void arraysComeBack() {
    first.evaluate(
        "int[][] grid = {{1, 2}, {3}}; byte[] bytes = {1, 2}; String[] words = {\"a\", null};");

    assertThat(saveAndReplay().restored()).isEqualTo(3);
    assertThat(second.value("Arrays.deepToString(grid)")).isEqualTo("[[1, 2], [3]]");
    assertThat(second.value("Arrays.toString(bytes)")).isEqualTo("[1, 2]");
    assertThat(second.value("Arrays.toString(words)")).isEqualTo("[a, null]");
  }

  @Test
  void numberThatChangesComesBackAsOne() {
    first.evaluate("var n = new java.util.concurrent.atomic.AtomicLong(); n.set(41);");

    assertThat(saveAndReplay().restored()).isEqualTo(1);
    assertThat(second.value("n.incrementAndGet()")).isEqualTo(42L);
  }

  @Test
  void objectOfAClassOfTheSessionComesBackWithoutItsConstructor() {
    AtomicInteger made = new AtomicInteger();
    first.engine.bind("made", made);
    second.engine.bind("made", made);
    first.evaluate(
        "class Ticket { final int number = made.incrementAndGet(); private String owner;\n"
            + "  Ticket(String owner) { this.owner = owner; } String owner() { return owner; } }\n"
            + "var ticket = new Ticket(\"Ann\");");

    assertThat(saveAndReplay()).isEqualTo(new ValueReport(1, List.of()));
    assertThat(second.value("ticket.owner() + ticket.number")).isEqualTo("Ann1");
    assertThat(made).hasValue(1);
  }

  @Test
  void whatIsNoDataIsNamedWithTheReason() {
    assertThat(
            notKept(
                """
                Function<Integer, Integer> twice = n -> 2 * n;
                var thread = Thread.currentThread();
                var numbers = List.of(1, 2).iterator();
                var stream = new ByteArrayInputStream(new byte[9]);
                var odd = new Object() { int n = 1; };
                var builders = new Thread[] { thread };
                """))
        .containsExactly(
            "twice (a lambda is no data)",
            "thread (java.lang.Thread is no data)",
            "numbers (java.util.ImmutableCollections$ListItr is no data)",
            "stream (java.io.ByteArrayInputStream is no data)",
            "odd (its variable is declared as Object)",
            "builders (java.lang.Thread is no data)");
    assertThat(first.value("numbers.next()")).isEqualTo(1);
    assertThat(first.value("stream.available()")).isEqualTo(9);
  }

  @Test
  void whatWouldComeBackAsSomethingElseIsNamed() {
    assertThat(
            notKept(
                """
                record Cup(int ml) { }
                Object cup = new Cup(1);
                var backwards = new TreeSet<Integer>(Comparator.reverseOrder());
                List<Object> mixed = List.of(1L);
                var byCup = Map.of(new Cup(1), 1);
                class Node { Node next; }
                var ring = new Node(); ring.next = ring;
                """))
        .hasSize(5)
        .satisfiesExactly(
            it -> assertThat(it).isEqualTo("cup (its variable is declared as Object)"),
            it -> assertThat(it).startsWith("backwards (java.util.TreeSet would not come back"),
            it -> assertThat(it).startsWith("mixed ("),
            it -> assertThat(it).startsWith("byCup (").contains("Cup"),
            it -> assertThat(it).isEqualTo("ring (it is nested more than 400 deep, or in itself)"));
  }

  @Test
  void valueThatIsTooLargeIsNamed() {
    assertThat(notKept("var large = new ArrayList<>(Collections.nCopies(200_000, \"abcdefgh\"));"))
        .containsExactly("large (it takes more than 1024 KiB)");
  }

  @Test
  void objectOfTheHostIsNotCopied() {
    first.engine.bind("counter", new AtomicInteger(7));

    assertThat(notKept("var mine = counter;")).containsExactly("mine (it is the host's counter)");
  }

  @Test
  void valueThatDoesNotAnswerDoesNotHoldUpTheSave() {
    first.evaluate(
        """
        import io.liveimage.repl.engine.Prompt;
        record Slow(int n) {
          public Slow {
            while (Prompt.SHARED.containsKey("slow")) { Thread.onSpinWait(); }
          }
        }
        var slow = new Slow(1);
        var fine = List.of(1);
        """);
    Prompt.SHARED.put("slow", true);
    try {
      SavedImage saved = first.engine.save();

      assertThat(saved.values()).extracting(SavedValue::name).containsExactly("fine");
      assertThat(saved.script().unsavedVariables())
          .containsExactly("slow (it took longer than 3000 ms)");
    } finally {
      Prompt.SHARED.remove("slow");
    }
  }

  @Test
  void scriptTellsWhereTheValuesAre() {
    first.evaluate("var ages = new TreeMap<String, Integer>(); Runnable r = () -> { };");

    assertThat(first.engine.save().script().text())
        .isEqualTo(
            """
            // LiveImage script 1, 2 definitions

            //@ variable TreeMap<String,Integer> ages, 1 line, value in repl-values
            TreeMap<String,Integer> ages;

            //@ variable Runnable r, 1 line, value not kept: a lambda is no data
            Runnable r;
            """);
  }

  @Test
  void valueWaitsForItsTypeAndIsKept() {
    first.evaluate("record Cup(int ml) { }\nvar cups = List.of(new Cup(2)); int n = 1;");
    SavedImage saved = first.engine.save();

    ValueReport report = second.engine.restoreValues(written(saved.values()));

    assertThat(report.restored()).isZero();
    assertThat(report.waiting()).singleElement().asString().startsWith("cups: ");
    assertThat(second.engine.save().values()).hasSize(1);
    assertThat(second.definition("cups").reasons()).isNotEmpty();

    second.evaluate("record Cup(int ml) { }");

    assertThat(second.display("cups")).isEqualTo("[Cup[ml=2]]");
    assertThat(second.definition("cups").reasons()).isEmpty();
  }

  @Test
  void valueThatDoesNotFitAnyMoreIsNamedAndKept() {
    first.evaluate("record Cup(int ml, String tea) { }\nvar cup = new Cup(2, \"oolong\");");
    SavedImage saved = first.engine.save();
    second.evaluate("record Cup(int ml) { }\nCup cup;");

    ValueReport report = second.engine.restoreValues(written(saved.values()));

    assertThat(report.waiting())
        .singleElement()
        .asString()
        .startsWith("cup: Unrecognized property \"tea\"");
    assertThat(second.value("cup")).isNull();
    assertThat(second.engine.save().values()).hasSize(1);
  }

  @Test
  void newValueTakesThePlaceOfOneThatWaits() {
    first.evaluate("var list = List.of(1);");
    SavedImage saved = first.engine.save();
    second.engine.replay(
        new Script(List.of(new Script.Entry(DefinitionKind.VARIABLE, "Gone list", "Gone list;"))));
    second.engine.restoreValues(written(saved.values()));

    second.evaluate("List<Integer> list = List.of(2);");

    assertThat(second.display("list")).isEqualTo("[2]");
    assertThat(second.engine.save().values()).hasSize(1);
    assertThat(second.definition("list").reasons()).isEmpty();
  }

  @Test
  void droppedVariableTakesItsWaitingValueWithIt() {
    first.evaluate("record Cup(int ml) { }\nvar cup = new Cup(1);");
    second.engine.restoreValues(written(first.engine.save().values()));

    assertThat(second.engine.drop("cup")).isTrue();

    assertThat(second.engine.save().values()).isEmpty();
    assertThat(second.engine.list()).isEmpty();
  }

  @Test
  void patienceEndsForOneAndForAll() {
    ClassLoader host = getClass().getClassLoader();
    try (Patience patience = new Patience(Duration.ofMillis(50), Duration.ofMinutes(1), host)) {
      assertThat(reason(() -> patience.call(ValuesTest::never)))
          .isEqualTo("it took longer than 50 ms");
      assertThat(reason(() -> patience.call(() -> Integer.parseInt("x"))))
          .startsWith("java.lang.NumberFormatException");
    }
    try (Patience patience = new Patience(Duration.ofMinutes(1), Duration.ofMillis(50), host)) {
      assertThat(reason(() -> patience.call(ValuesTest::never))).startsWith("it took longer than ");
      assertThat(reason(() -> patience.call(() -> 1))).isEqualTo("there was no time left for it");
    }
  }

  private static Object never() throws InterruptedException {
    new CountDownLatch(1).await();
    return "never";
  }

  private static String reason(Runnable call) {
    try {
      call.run();
      return "none";
    } catch (ValueException e) {
      return e.reason();
    }
  }
}
