package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IsoTimesTest {

  private static final int ROUNDS = 20_000;

  private final Random random = new Random(4);

  @Test
  void writesAnInstantAsItsToStringDoes() {
    assertThat(instants())
        .allSatisfy(each -> assertThat(IsoTimes.text(each)).hasToString("" + each));
  }

  @Test
  void readsWhatItWroteForTheYearsOfFourDigits() {
    assertThat(instants().filter(IsoTimesTest::isUsual))
        .allSatisfy(each -> assertThat(IsoTimes.instant(IsoTimes.text(each))).isEqualTo(each));
  }

  @Test
  void readsDates() {
    assertThat(IsoTimes.date("2024-02-29")).isEqualTo(LocalDate.of(2024, 2, 29));
    assertThat(IsoTimes.date("0000-01-01")).isEqualTo(LocalDate.of(0, 1, 1));
    assertThat(IsoTimes.date("9999-12-31")).isEqualTo(LocalDate.of(9999, 12, 31));
  }

  @Test
  void leavesWhatIsNotUsualToOthers() {
    assertThat(Stream.of("2023-02-29", "2023-13-01", "+12023-01-01", "2023-1-01", "", "٢٠٢٣-01-01"))
        .allSatisfy(each -> assertThat(IsoTimes.date(each)).isNull());
    assertThat(
            Stream.of(
                "2023-02-28T24:00:00Z",
                "2023-06-30T23:59:60Z",
                "2023-02-28T10:00Z",
                "2023-02-28T10:00:00",
                "2023-02-28T10:00:00.Z",
                "2023-02-28T10:00:00.1234567890Z",
                "2023-02-28T10:00:00+00:00",
                "Z"))
        .allSatisfy(each -> assertThat(IsoTimes.instant(each)).isNull());
  }

  @Test
  void neverReadsSomethingElseThanTheJdkDoes() {
    for (int i = 0; i < ROUNDS; i++) {
      String instant = changed("2024-02-29T23:59:58.125Z");
      String date = changed("2024-02-29");

      assertThat((Object) IsoTimes.instant(instant)).isIn(null, parsed(instant, Instant::parse));
      assertThat((Object) IsoTimes.date(date)).isIn(null, parsed(date, LocalDate::parse));
    }
  }

  private String changed(String text) {
    StringBuilder changed = new StringBuilder(text);
    for (int i = random.nextInt(3); i >= 0; i--) {
      changed.setCharAt(
          random.nextInt(text.length()), "0123456789-:.TZ+ ".charAt(random.nextInt(17)));
    }
    return changed.toString();
  }

  private static <T> @Nullable T parsed(String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static boolean isUsual(Instant instant) {
    return instant.toString().matches("\\d{4}-.*");
  }

  private Stream<Instant> instants() {
    Stream<Instant> edges =
        Stream.of(
                "0000-01-01T00:00:00Z",
                "-0001-12-31T23:59:59.999999999Z",
                "9999-12-31T23:59:59.999999999Z",
                "+10000-01-01T00:00:00Z",
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999Z",
                "2024-02-29T12:00:00.000001Z",
                "2024-02-29T12:34:00Z")
            .map(Instant::parse);
    Stream<Instant> any = Stream.generate(this::instant).limit(ROUNDS);
    return Stream.of(edges, any, Stream.of(Instant.MIN, Instant.MAX)).flatMap(each -> each);
  }

  /** Around the years that are written with four digits, every second one of whole milliseconds. */
  private Instant instant() {
    long second = random.nextLong() % 400_000_000_000L;
    int nano = random.nextInt(1_000_000_000);
    return Instant.ofEpochSecond(
        second, random.nextBoolean() ? nano : nano / 1_000_000 * 1_000_000);
  }
}
