package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.liveimage.HostError.Origin;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ErrorsTest {
  private final Errors errors = new Errors();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private static HostError error(Origin origin, String subject) {
    return new HostError(origin, subject, new IllegalStateException("no such table"));
  }

  @Test
  void eachErrorIsCountedByItsOriginAndToldToAll() {
    errors.add(error -> heard.add("one " + error.subject()));
    errors.add(error -> heard.add("two " + error.subject()));

    errors.tell(error(Origin.HOST, "import"));
    errors.tell(error(Origin.HOST, "export"));
    errors.tell(error(Origin.IMAGE, "notes"));

    assertThat(heard)
        .containsExactly(
            "one import", "two import", "one export", "two export", "one notes", "two notes");
    assertThat(errors.counts())
        .containsEntry(Origin.HOST, 2L)
        .containsEntry(Origin.IMAGE, 1L)
        .containsEntry(Origin.THREAD, 0L)
        .containsEntry(Origin.COMPONENT, 0L);
  }

  @Test
  void aListenerThatThrowsIsLoggedAndKeepsNothingFromTheOthers() {
    errors.add(
        error -> {
          throw new NoClassDefFoundError("io/sentry/Sentry");
        });
    errors.add(error -> heard.add(error.subject()));

    try (CapturedLog log = new CapturedLog()) {
      errors.tell(error(Origin.HOST, "import"));

      assertThat(log.at(Level.WARN)).singleElement().asString().contains("Error listener");
    }
    assertThat(heard).containsExactly("import");
  }

  @Test
  void aListenerThatIsRemovedHearsNoMore() {
    ErrorListener listener = error -> heard.add(error.subject());
    errors.add(listener);

    errors.remove(listener);
    errors.tell(error(Origin.HOST, "import"));

    assertThat(heard).isEmpty();
  }

  @Test
  void whatAListenerReportsIsCountedAndNotToldAgain() {
    errors.add(
        error -> {
          heard.add(error.subject());
          errors.tell(error(Origin.HOST, "listener"));
        });

    errors.tell(error(Origin.HOST, "import"));
    errors.tell(error(Origin.HOST, "export"));

    assertThat(heard).containsExactly("import", "export");
    assertThat(errors.counts()).containsEntry(Origin.HOST, 4L);
  }

  @Test
  void theDeathOfAThreadThatAListenerMadeIsCountedAndNotToldAgain() {
    errors.add(
        error -> {
          heard.add(error.subject());
          runElsewhere(() -> errors.tell(error(Origin.THREAD, "made by the listener")));
        });

    errors.tell(error(Origin.HOST, "import"));
    runElsewhere(() -> errors.tell(error(Origin.HOST, "export")));

    assertThat(heard).containsExactly("import", "export");
    assertThat(errors.counts()).containsEntry(Origin.THREAD, 2L);
  }

  private static void runElsewhere(Runnable code) {
    try {
      Background.run(code::run).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
