package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ObjectNode;

/** An image is written by the code of yesterday and read by that of today. */
class SmileEvolutionTest {

  record Note(String title, int stars) {}

  record Cellar(List<Note> notes) {}

  private static final StateCodec<Note> NOTE = StateCodec.smile(Note.class);
  private static final StateCodec<Cellar> CELLAR = StateCodec.smile(Cellar.class);
  private static final Note RIESLING = new Note("Riesling", 4);

  record Tagged(String title, int stars, @Nullable List<String> tags, Optional<String> by) {
    Tagged {
      tags = tags == null ? List.of() : tags;
    }
  }

  @Test
  void anAddedPropertyIsWhatTheConstructorMakesOfNothing() {
    Tagged read = Encoding.evolved(NOTE, RIESLING, StateCodec.smile(Tagged.class));

    assertThat(read).isEqualTo(new Tagged("Riesling", 4, List.of(), Optional.empty()));
  }

  @Test
  void anAddedPropertyIsAnErrorWhereAllAreRequired() {
    SmileCodec<Tagged> strict = StateCodec.smile(Tagged.class).requiringAll();

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.evolved(NOTE, RIESLING, strict))
        .withMessageStartingWith("Cannot read " + Tagged.class.getName() + " at $.tags: Missing ");
    assertThat(Encoding.decoded(strict, Encoding.of(strict, new Tagged("a", 1, null, null))))
        .isEqualTo(new Tagged("a", 1, null, Optional.empty()));
  }

  record Title(String title) {}

  record Titles(List<Title> notes) {}

  @Test
  void aRemovedPropertyIsPassedOverWhenTheCodecIsTold() {
    SmileCodec<Titles> codec = StateCodec.smile(Titles.class).removed(Title.class, "stars");

    Titles read = Encoding.evolved(CELLAR, new Cellar(List.of(RIESLING)), codec);

    assertThat(read).isEqualTo(new Titles(List.of(new Title("Riesling"))));
  }

  record Wine(String name, int rating) {}

  record Wines(List<Wine> wines) {}

  @Test
  void renamedPropertiesAreReadFromEitherName() {
    SmileCodec<Wines> codec =
        StateCodec.smile(Wines.class)
            .renamed(Wines.class, "notes", "wines")
            .renamed(Wine.class, "title", "name")
            .renamed(Wine.class, "stars", "rating");
    Wines expected = new Wines(List.of(new Wine("Riesling", 4)));

    assertThat(Encoding.evolved(CELLAR, new Cellar(List.of(RIESLING)), codec)).isEqualTo(expected);
    assertThat(Encoding.decoded(codec, Encoding.of(codec, expected))).isEqualTo(expected);
  }

  @Test
  void aRuleThatDoesNotFitTheClassIsRefusedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StateCodec.smile(Wine.class).renamed(Wine.class, "title", "nam"))
        .withMessageContaining("renamed(Wine.class, \"title\", \"nam\") does not fit")
        .withMessageContaining("[name, rating]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StateCodec.smile(Wine.class).removed(Wine.class, "rating"))
        .withMessageContaining("removed(Wine.class, \"rating\") does not fit");
  }

  static final class Bottle {
    private String name = "unknown";
    private int rating;

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }

    public int getRating() {
      return rating;
    }

    public void setRating(int rating) {
      this.rating = rating;
    }
  }

  @Test
  void aRecordMayBecomeAClassAndBack() {
    SmileCodec<Bottle> asClass =
        StateCodec.smile(Bottle.class)
            .renamed(Bottle.class, "title", "name")
            .renamed(Bottle.class, "stars", "rating");

    Bottle bottle = Encoding.evolved(NOTE, RIESLING, asClass);
    Wine wine = Encoding.evolved(asClass, bottle, StateCodec.smile(Wine.class));

    assertThat(bottle.getName()).isEqualTo("Riesling");
    assertThat(wine).isEqualTo(new Wine("Riesling", 4));
  }

  record Counters(int count, List<String> names, Map<String, Integer> byName) {}

  record WideCounters(long count, Set<String> names, Map<String, Long> byName) {}

  @Test
  void intsBecomeLongsAndListsSets() {
    Counters counters = new Counters(7, List.of("a", "b", "a"), Map.of("a", 2));

    WideCounters read =
        Encoding.evolved(
            StateCodec.smile(Counters.class), counters, StateCodec.smile(WideCounters.class));

    assertThat(read).isEqualTo(new WideCounters(7, Set.of("a", "b"), Map.of("a", 2L)));
  }

  @Test
  void aLongThatDoesNotFitAnIntIsRefused() {
    WideCounters wide = new WideCounters(1L << 40, Set.of(), Map.of());

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(
            () ->
                Encoding.evolved(
                    StateCodec.smile(WideCounters.class), wide, StateCodec.smile(Counters.class)))
        .withMessage(
            "Cannot read %s at $.count: the number does not fit into int",
            Counters.class.getName());
  }

  record Account(String password) {}

  record PinAccount(int password) {}

  record DatedAccount(Instant password) {}

  record ListedAccount(List<String> password) {}

  record StrictAccount(String password) {
    StrictAccount {
      Integer.parseInt(password);
    }
  }

  @Test
  void noMessageAndNoCauseHoldsAValue() {
    for (Class<?> other :
        List.of(PinAccount.class, DatedAccount.class, ListedAccount.class, StrictAccount.class)) {
      assertThatExceptionOfType(SnapshotException.class)
          .isThrownBy(() -> readAccountAs(other))
          .withMessageStartingWith("Cannot read " + other.getName() + " at $")
          .satisfies(e -> assertThat(e).hasStackTraceContaining("SnapshotException"))
          .satisfies(e -> assertThat(traceOf(e)).doesNotContain("hunter2"));
    }
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> readAccountAs(PinAccount.class))
        .withMessage(
            "Cannot read %s at $.password: expected int, the String there is none",
            PinAccount.class.getName());
  }

  private static String traceOf(Throwable e) {
    var text = new java.io.StringWriter();
    e.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  private static void readAccountAs(Class<?> other) {
    Encoding.evolved(
        StateCodec.smile(Account.class), new Account("hunter2"), StateCodec.smile(other));
  }

  record Rated(int stars) {
    Rated {
      if (stars > 3) {
        throw new IllegalArgumentException("at most 3 stars");
      }
    }
  }

  @Test
  void whatAConstructorSaysIsTold() {
    SmileCodec<Rated> codec = StateCodec.smile(Rated.class).removed(Rated.class, "title");

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.evolved(NOTE, RIESLING, codec))
        .withMessageContaining("at most 3 stars")
        .withCauseInstanceOf(IllegalArgumentException.class);
  }

  enum Color {
    RED,
    WHITE,
    ORANGE
  }

  enum FewerColors {
    RED,
    WHITE
  }

  record Colors(EnumSet<Color> colors, Map<Color, Integer> prices) {}

  record FewColors(EnumSet<FewerColors> colors, Map<FewerColors, Integer> prices) {}

  @Test
  void constantsMayBeAddedAndReorderedButNotRemovedWhileTheyAreUsed() {
    StateCodec<Colors> more = StateCodec.smile(Colors.class);
    StateCodec<FewColors> fewer = StateCodec.smile(FewColors.class);
    FewColors few = new FewColors(EnumSet.of(FewerColors.WHITE), Map.of(FewerColors.RED, 1));

    assertThat(Encoding.evolved(fewer, few, more))
        .isEqualTo(new Colors(EnumSet.of(Color.WHITE), Map.of(Color.RED, 1)));
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(
            () -> Encoding.evolved(more, new Colors(EnumSet.of(Color.ORANGE), Map.of()), fewer))
        .withMessageContaining("at $.colors[0]: expected one of [RED, WHITE] of ");
  }

  record Nullable1(@Nullable Integer count) {}

  record NotNull(int count) {}

  record NeverNull(Integer count) {
    NeverNull {
      Objects.requireNonNull(count, "count");
    }
  }

  @Test
  void nullIsNeverTakenForANumber() {
    StateCodec<Nullable1> former = StateCodec.smile(Nullable1.class);

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(
            () -> Encoding.evolved(former, new Nullable1(null), StateCodec.smile(NotNull.class)))
        .withMessage(
            "Cannot read %s at $.count: expected int, the null there is none",
            NotNull.class.getName());
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(
            () -> Encoding.evolved(former, new Nullable1(null), StateCodec.smile(NeverNull.class)))
        .withMessageContaining("java.lang.NullPointerException");
  }

  record Price(BigDecimal amount, String currency) {}

  record Offer(String wine, Price price, Instant at) {}

  record OfferOfFirstSchema(String name, BigDecimal euro, Instant at) {}

  record OfferOfSecondSchema(String wine, BigDecimal euro, Instant at) {}

  static final SmileCodec<Offer> OFFER =
      StateCodec.smile(Offer.class)
          .schema(
              3,
              (fromVersion, tree) -> {
                ObjectNode offer = (ObjectNode) tree;
                if (fromVersion < 2) {
                  offer.set("wine", offer.remove("name"));
                }
                offer.putObject("price").put("currency", "EUR").set("amount", offer.remove("euro"));
                return offer;
              });

  private static final Instant AT = Instant.parse("2026-11-20T12:00:00.123456789Z");
  private static final BigDecimal EURO = new BigDecimal("19.90");

  @Test
  void aMigrationBringsEachOlderSchemaUpInOneStep() {
    StateCodec<OfferOfFirstSchema> first = StateCodec.smile(OfferOfFirstSchema.class);
    StateCodec<OfferOfSecondSchema> second =
        StateCodec.smile(OfferOfSecondSchema.class).schema(2, (from, tree) -> tree);
    Offer expected = new Offer("Riesling", new Price(EURO, "EUR"), AT);

    assertThat(Encoding.evolved(first, new OfferOfFirstSchema("Riesling", EURO, AT), OFFER))
        .isEqualTo(expected);
    assertThat(Encoding.evolved(second, new OfferOfSecondSchema("Riesling", EURO, AT), OFFER))
        .isEqualTo(expected);
    assertThat(Encoding.evolved(OFFER, expected, OFFER)).isEqualTo(expected);
  }

  @Test
  void anImageOfANewerSchemaIsRefused() {
    Offer offer = new Offer("Riesling", new Price(EURO, "EUR"), AT);

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.evolved(OFFER, offer, StateCodec.smile(Offer.class)))
        .withMessage(
            "Cannot read %s: the image was written with schema 3, this code knows schemas up to 1."
                + " Start the version of the host that wrote it, or a newer one",
            Offer.class.getName());
  }

  @Test
  void aMigrationThatFailsSaysBetweenWhichSchemas() {
    SmileCodec<Offer> failing =
        StateCodec.smile(Offer.class)
            .schema(
                4,
                (from, tree) -> {
                  throw new IllegalStateException("no price");
                });

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(
            () -> Encoding.evolved(OFFER, new Offer("a", new Price(EURO, "EUR"), AT), failing))
        .withMessage(
            "Cannot read %s: the migration from schema 3 to 4 failed:"
                + " java.lang.IllegalStateException: no price",
            Offer.class.getName());
  }

  @Test
  void aMigrationKeepsEveryNumberAndByteAsItIs() {
    record Numbers(
        BigDecimal decimal, double ratio, float small, long id, byte[] bytes, double none) {}
    var numbers =
        new Numbers(
            new BigDecimal("1.50"), 0.1, 0.1f, Long.MIN_VALUE, new byte[] {0, -1}, Double.NaN);

    Numbers read =
        Encoding.evolved(
            StateCodec.smile(Numbers.class),
            numbers,
            StateCodec.smile(Numbers.class).schema(2, (from, tree) -> tree));

    assertThat(read).usingRecursiveComparison().ignoringFields("none").isEqualTo(numbers);
    assertThat(read.none()).isNaN();
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
  interface Drink {}

  record Red(String title) implements Drink {}

  record RedWine(String title) implements Drink {}

  record Drinks(List<Drink> drinks) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
  interface FormerDrink {}

  record Rouge(String title) implements FormerDrink {}

  record FormerDrinks(List<FormerDrink> drinks) {}

  private static final StateCodec<FormerDrinks> FORMER_DRINKS =
      StateCodec.smile(FormerDrinks.class);
  private static final FormerDrinks SOME = new FormerDrinks(List.of(new Rouge("Merlot")));

  @Test
  void aRenamedTypeIsReadWhenTheCodecIsTold() {
    byte[] content = renamedInPlace(Encoding.of(FORMER_DRINKS, SOME), "Rouge", "Gouge");

    Drinks read =
        Encoding.decoded(
            StateCodec.smile(Drinks.class)
                .renamedType(Rouge.class.getName().replace("Rouge", "Gouge"), Red.class),
            content);

    assertThat(read).isEqualTo(new Drinks(List.of(new Red("Merlot"))));
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.decoded(StateCodec.smile(Drinks.class), content))
        .withMessageContaining("at $.drinks[0]")
        .withMessageContaining(".renamedType(\"" + Rouge.class.getName().replace("Rouge", "Gouge"));
  }

  @Test
  void aClassThatIsNoSubtypeOfTheDeclaredOneIsRefused() {
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.evolved(FORMER_DRINKS, SOME, StateCodec.smile(Drinks.class)))
        .withMessageContaining("is not known as a subtype of " + Drink.class.getName());
  }

  private static byte[] renamedInPlace(byte[] content, String name, String other) {
    var latin = java.nio.charset.StandardCharsets.ISO_8859_1;
    return new String(content, latin).replace(name, other).getBytes(latin);
  }

  record Anything(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object value) {}

  @Test
  void aFieldThatLetsTheImageNameAnyClassIsRefusedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StateCodec.smile(Anything.class))
        .withMessageContaining("Anything");
  }

  @Test
  void genericTypesAreNamedByAReference() {
    SmileCodec<Map<String, Note>> codec =
        StateCodec.smile(new TypeReference<Map<String, Note>>() {});

    assertThat(Encoding.decoded(codec, Encoding.of(codec, Map.of("a", RIESLING))))
        .isEqualTo(Map.of("a", RIESLING));
    assertThat(codec.type()).isEqualTo("java.util.Map<java.lang.String,%s>", Note.class.getName());
  }
}
