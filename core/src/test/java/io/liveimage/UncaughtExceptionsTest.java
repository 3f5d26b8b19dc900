package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.liveimage.HostError.Origin;
import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that die while hosts that do not own this process watch it as if they did. */
@ExtendWith(NoThreadIsLeft.class)
class UncaughtExceptionsTest {
  @TempDir Path directory;

  private final UncaughtExceptionHandler present = Thread.getDefaultUncaughtExceptionHandler();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @BeforeEach
  void nobodyElseHandlesWhatIsNotCaught() {
    Thread.setDefaultUncaughtExceptionHandler(null);
  }

  @AfterEach
  void whoDidHandlesItAgain() {
    Thread.setDefaultUncaughtExceptionHandler(present);
  }

  private Lifecycle host(String name, FailurePolicy policy) {
    Lifecycle lifecycle =
        Lifecycle.forTest(directory.resolve(name))
            .name(name)
            .onUncaught(policy)
            .onError(error -> heard.add("%s heard of %s".formatted(name, error.subject())))
            .start();
    UncaughtExceptions.watch(lifecycle);
    return lifecycle;
  }

  private static void close(Lifecycle lifecycle) {
    UncaughtExceptions.forget(lifecycle);
    lifecycle.close();
  }

  private static void die(Throwable failure) throws InterruptedException {
    Thread worker = new Thread(() -> UncaughtExceptionsTest.<RuntimeException>doThrow(failure));
    worker.setName("worker");
    worker.start();
    worker.join();
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void doThrow(Throwable failure) throws E {
    throw (E) failure;
  }

  private static IllegalStateException noSuchTable() {
    return new IllegalStateException("no such table");
  }

  @Test
  void aThreadThatDiesIsLoggedOnceAndCountedAndToldByEachHost() throws Exception {
    Lifecycle notes = host("notes", FailurePolicy.LOG);
    Lifecycle mail = host("mail", FailurePolicy.LOG);

    try (CapturedLog log = new CapturedLog()) {
      die(noSuchTable());

      assertThat(log.at(Level.ERROR))
          .containsExactly("Thread worker ended with an exception that nobody caught");
    }
    assertThat(heard).containsExactly("notes heard of worker", "mail heard of worker");
    assertThat(notes.errorCounts()).containsEntry(Origin.THREAD, 1L);
    assertThat(notes.currentState()).isEqualTo(Lifecycle.State.RUNNING);
    close(notes);
    close(mail);
  }

  @Test
  void onlyTheHostThatWantsItIsStopped() throws Exception {
    Lifecycle notes = host("notes", FailurePolicy.STOP);
    Lifecycle mail = host("mail", FailurePolicy.LOG);

    die(noSuchTable());
    StopReport report = notes.awaitStopped();

    assertThat(report.requestedBy())
        .isEqualTo(
            "thread worker, which ended with java.lang.IllegalStateException: no such table");
    assertThat(report.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(mail.currentState()).isEqualTo(Lifecycle.State.RUNNING);
    close(notes);
    close(mail);
  }

  @Test
  void theHandlerThatWasThereBeforePrintsInsteadOfTheLogAndIsBackAtTheEnd() throws Exception {
    UncaughtExceptionHandler before = (thread, failure) -> heard.add("before: " + failure);
    Thread.setDefaultUncaughtExceptionHandler(before);
    Lifecycle notes = host("notes", FailurePolicy.LOG);

    try (CapturedLog log = new CapturedLog()) {
      die(noSuchTable());

      assertThat(log.at(Level.ERROR)).isEmpty();
    }
    close(notes);

    assertThat(heard)
        .containsExactly(
            "before: java.lang.IllegalStateException: no such table", "notes heard of worker");
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(before);
  }

  @Test
  void aHandlerThatThrowsKeepsNothingFromTheHosts() throws Exception {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          throw new IllegalStateException("a broken handler");
        });
    Lifecycle notes = host("notes", FailurePolicy.LOG);

    die(noSuchTable());
    close(notes);

    assertThat(heard).containsExactly("notes heard of worker");
  }

  @Test
  void aHandlerThatSomebodyPutInOurPlaceStays() throws Exception {
    Lifecycle notes = host("notes", FailurePolicy.LOG);
    UncaughtExceptionHandler ours = Thread.getDefaultUncaughtExceptionHandler();
    UncaughtExceptionHandler theirs =
        (thread, failure) -> {
          heard.add("theirs");
          ours.uncaughtException(thread, failure);
        };
    Thread.setDefaultUncaughtExceptionHandler(theirs);

    die(noSuchTable());
    close(notes);
    Lifecycle mail = host("mail", FailurePolicy.LOG);
    die(noSuchTable());
    close(mail);

    assertThat(heard)
        .containsExactly("theirs", "notes heard of worker", "theirs", "mail heard of worker");
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(theirs);
  }

  @Test
  void aThreadThatIsRefusedByAStopAndOneThatIsStoppedDieInSilence() throws Exception {
    Lifecycle notes = host("notes", FailurePolicy.STOP);

    die(new IllegalStateException(new StoppingException("notes is being stopped")));
    die(new ThreadDeath());

    assertThat(heard).isEmpty();
    assertThat(notes.currentState()).isEqualTo(Lifecycle.State.RUNNING);
    close(notes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"java.lang.OutOfMemoryError", "java.lang.StackOverflowError"})
  void anErrorOfTheMachineIsToldLikeAnyOther(String name) throws Exception {
    Lifecycle notes = host("notes", FailurePolicy.STOP);

    die((Throwable) Class.forName(name).getConstructor().newInstance());

    assertThat(notes.awaitStopped().requestedBy()).contains(name);
    close(notes);
  }
}
