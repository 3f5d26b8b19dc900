package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;

class SmileCodecTest {

  enum Mood {
    BRIGHT,
    DARK
  }

  record Note(String title, int stars) {}

  record Notes(List<Note> notes) {}

  record Times(
      Instant instant,
      LocalDate date,
      Duration duration,
      ZonedDateTime zoned,
      OffsetDateTime offset) {}

  record Values(
      BigDecimal price,
      double ratio,
      long id,
      UUID uuid,
      Mood mood,
      byte[] bytes,
      Optional<String> present,
      Optional<String> absent,
      Map<String, List<Integer>> map) {}

  @Test
  void givesBackNumbersAndStrings() {
    assertThat(roundTrip(Integer.class, 42)).isEqualTo(42);
    assertThat(roundTrip(String.class, "größer \uD83C\uDF77")).isEqualTo("größer \uD83C\uDF77");
    assertThat(roundTrip(Double.class, Double.NaN)).isNaN();
  }

  @Test
  void givesBackRecordsInLists() {
    var notes = new Notes(List.of(new Note("Riesling", 4), new Note("Silvaner", 5)));

    assertThat(roundTrip(Notes.class, notes)).isEqualTo(notes);
  }

  @Test
  void givesBackTimesToTheNanosecondAndWithTheirZone() {
    var times =
        new Times(
            Instant.parse("2026-11-20T12:00:00.123456789Z"),
            LocalDate.of(2026, 11, 20),
            Duration.ofNanos(5),
            ZonedDateTime.parse("2026-11-20T12:00:00+01:00[Europe/Berlin]"),
            OffsetDateTime.parse("2026-11-20T12:00:00+05:00"));

    assertThat(roundTrip(Times.class, times)).isEqualTo(times);
  }

  record PlainTimes(Instant instant, LocalDate date) {}

  record TextTimes(String instant, String date) {}

  @Test
  void readsTimesThatAreWrittenInAnotherWayAndRefusesOthers() {
    StateCodec<PlainTimes> plain = StateCodec.smile(PlainTimes.class);
    StateCodec<TextTimes> texts = StateCodec.smile(TextTimes.class);
    byte[] unusual = Encoding.of(texts, new TextTimes("2026-11-20T12:00:00+00:00", "+12026-11-20"));
    byte[] impossible = Encoding.of(texts, new TextTimes("2026-11-20T12:00:00Z", "2026-02-30"));

    assertThat(Encoding.decoded(plain, unusual))
        .isEqualTo(
            new PlainTimes(Instant.parse("2026-11-20T12:00:00Z"), LocalDate.of(12026, 11, 20)));
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.decoded(plain, impossible))
        .withMessageContaining("$.date");
  }

  record GermanTimes(
      @JsonFormat(pattern = "dd.MM.yyyy HH:mm", timezone = "Europe/Berlin") Instant instant,
      @JsonFormat(pattern = "dd.MM.yyyy") LocalDate date) {}

  @Test
  void followsTheFormatThatAnAnnotationAsksFor() {
    var times = new GermanTimes(Instant.parse("2026-11-20T11:00:00Z"), LocalDate.of(2026, 11, 20));

    byte[] bytes = Encoding.of(StateCodec.smile(GermanTimes.class), times);

    assertThat(Encoding.decoded(StateCodec.smile(TextTimes.class), bytes))
        .isEqualTo(new TextTimes("20.11.2026 12:00", "20.11.2026"));
    assertThat(Encoding.decoded(StateCodec.smile(GermanTimes.class), bytes)).isEqualTo(times);
  }

  private record Sealed(double weight, char grade, boolean isOpen, String... words) {}

  record Strict(int stars) {
    Strict {
      if (stars > 5) {
        throw new IllegalArgumentException("no more than 5 stars");
      } else if (stars < 0) {
        throw new StackOverflowError();
      }
    }
  }

  @Test
  void givesBackARecordThatIsPrivateAndEndsWithAnArray() {
    var sealed = new Sealed(0.75, 'A', true, "one", "two");

    assertThat(roundTrip(Sealed.class, sealed)).usingRecursiveComparison().isEqualTo(sealed);
  }

  @Test
  void passesOnWhatTheConstructorOfARecordThrows() {
    StateCodec<Strict> strict = StateCodec.smile(Strict.class);
    StateCodec<Map<String, Integer>> loose = StateCodec.smile(new TypeReference<>() {});

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.decoded(strict, Encoding.of(loose, Map.of("stars", 6))))
        .withMessageContaining("no more than 5 stars");
    assertThatExceptionOfType(StackOverflowError.class)
        .isThrownBy(() -> Encoding.decoded(strict, Encoding.of(loose, Map.of("stars", -1))));
  }

  @Test
  void givesBackAllPlainValues() {
    var values =
        new Values(
            new BigDecimal("1.50"),
            0.1,
            Long.MIN_VALUE,
            new UUID(1, 2),
            Mood.DARK,
            new byte[] {0, -1, 127},
            Optional.of("here"),
            Optional.empty(),
            Map.of("a.b", List.of(1, 2)));

    assertThat(roundTrip(Values.class, values)).usingRecursiveComparison().isEqualTo(values);
  }

  @Test
  void readsWhateverItWroteHoweverLong() {
    String longer = "k".repeat(60_000);

    assertThat(roundTrip(Map.class, Map.of(longer, 1))).containsKey(longer);
    assertThat(roundTrip(BigDecimal.class, new BigDecimal("9".repeat(5_000)))).isPositive();
  }

  record Cellar(boolean isOpen, String getaway) {
    public boolean isEmpty() {
      return true;
    }

    public String getFirst() {
      throw new IllegalStateException("nothing here");
    }
  }

  @Test
  void savesTheComponentsOfARecordAndNotWhatElseItCanTell() {
    var cellar = new Cellar(true, "door");

    assertThat(roundTrip(Cellar.class, cellar)).isEqualTo(cellar);
  }

  record NoteWithMore(String title, int stars, int views, Mood mood, List<String> tags) {}

  @Test
  void readsMissingComponentsAsNullOrZero() {
    byte[] old = Encoding.of(StateCodec.smile(Note.class), new Note("Riesling", 4));

    assertThat(Encoding.decoded(StateCodec.smile(NoteWithMore.class), old))
        .isEqualTo(new NoteWithMore("Riesling", 4, 0, null, null));
  }

  record Title(String title) {}

  record Titles(List<Title> notes) {}

  @JsonIgnoreProperties("stars")
  record TitleOnly(String title) {}

  @Test
  void refusesAPropertyThatTheTypeDoesNotHaveAndSaysWhatHelps() {
    byte[] notes = Encoding.of(StateCodec.smile(Notes.class), new Notes(List.of(new Note("a", 1))));
    byte[] note = Encoding.of(StateCodec.smile(Note.class), new Note("a", 1));

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.decoded(StateCodec.smile(Titles.class), notes))
        .withMessage(
            "Cannot read io.liveimage.snapshot.SmileCodecTest$Titles at $.notes[0].stars: the image"
                + " has the property \"stars\", which io.liveimage.snapshot.SmileCodecTest$Title"
                + " does not have (it has [title]). Add it there, or tell the codec:"
                + " .renamed(Title.class, \"stars\", its new name) or .removed(Title.class,"
                + " \"stars\")");
    assertThat(Encoding.decoded(StateCodec.smile(TitleOnly.class), note))
        .isEqualTo(new TitleOnly("a"));
  }

  record Rating(double stars) {}

  record WholeRating(int stars) {}

  @Test
  void refusesToCutOffDigits() {
    byte[] rating = Encoding.of(StateCodec.smile(Rating.class), new Rating(4.5));

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.decoded(StateCodec.smile(WholeRating.class), rating))
        .withMessageStartingWith(
            "Cannot read io.liveimage.snapshot.SmileCodecTest$WholeRating at $.stars: ");
  }

  record Labels(Map<String, Integer> byName) {}

  record Words(Map<String, String> byName) {}

  @Test
  void namesThePlaceOfAWrongValue() {
    byte[] words = Encoding.of(StateCodec.smile(Words.class), new Words(Map.of("a b", "x")));

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.decoded(StateCodec.smile(Labels.class), words))
        .withMessageStartingWith(
            "Cannot read io.liveimage.snapshot.SmileCodecTest$Labels at $.byName[\"a b\"]: ");
  }

  record Node(List<Object> others) {}

  @Test
  void refusesACycleWithAShortMessage() {
    var others = new ArrayList<Object>();
    var node = new Node(others);
    others.add(node);

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.of(StateCodec.smile(Node.class), node))
        .withMessageStartingWith(
            "Cannot write io.liveimage.snapshot.SmileCodecTest$Node at"
                + " $.others[0].others[0].others[0].others[0].others[0]...")
        .withMessageContaining("nesting depth")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
  }

  static final class Hidden {
    @SuppressWarnings("unused")
    private final int secret = 3;
  }

  record Holder(Hidden hidden) {}

  @Test
  void refusesAnObjectThatShowsNothingToSave() {
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.of(StateCodec.smile(Holder.class), new Holder(new Hidden())))
        .withMessageStartingWith(
            "Cannot write io.liveimage.snapshot.SmileCodecTest$Holder at $.hidden: ");
  }

  record ByNote(Map<Note, Integer> byNote) {}

  @Test
  void refusesATypeBeforeTheFirstSaveIfItCouldNotBeReadBack() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StateCodec.smile(ByNote.class))
        .withMessageStartingWith(
            "Cannot save io.liveimage.snapshot.SmileCodecTest$ByNote as Smile, since it could not"
                + " be read back: ")
        .withMessageContaining("Map");
  }

  @Test
  void refusesBytesThatAreCutOffOrNotSmile() {
    StateCodec<Note> codec = StateCodec.smile(Note.class);
    byte[] note = Encoding.of(codec, new Note("Riesling", 4));

    for (int length = 0; length < note.length; length++) {
      byte[] cutOff = java.util.Arrays.copyOf(note, length);
      assertThatExceptionOfType(SnapshotException.class)
          .isThrownBy(() -> Encoding.decoded(codec, cutOff));
    }
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.decoded(codec, "{}".getBytes()))
        .withMessageStartingWith("Cannot read io.liveimage.snapshot.SmileCodecTest$Note at $: ");
  }

  @Test
  void tellsWhatItWrites() {
    StateCodec<Note> codec = StateCodec.smile(Note.class);

    assertThat(codec.id()).isEqualTo("smile");
    assertThat(codec.version()).isEqualTo(1);
    assertThat(codec.type()).isEqualTo("io.liveimage.snapshot.SmileCodecTest$Note");
    assertThat(codec.fileExtension()).isEqualTo("smile");
  }

  private static <S> S roundTrip(Class<S> type, S value) {
    StateCodec<S> codec = StateCodec.smile(type);
    return Encoding.decoded(codec, Encoding.of(codec, value));
  }
}
