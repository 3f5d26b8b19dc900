package io.liveimage.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.ComponentStatus;
import io.liveimage.ComponentStatus.Condition;
import io.liveimage.Lifecycle.State;
import io.liveimage.LifecycleEvent;
import io.liveimage.LifecycleEvent.ComponentChanged;
import io.liveimage.LifecycleEvent.RestartBegan;
import io.liveimage.LifecycleEvent.RestartEnded;
import io.liveimage.LifecycleEvent.SaveEnded;
import io.liveimage.LifecycleEvent.StartEnded;
import io.liveimage.LifecycleEvent.StateChanged;
import io.liveimage.LifecycleEvent.StepDone;
import io.liveimage.LifecycleEvent.StopBegan;
import io.liveimage.LifecycleEvent.StopEnded;
import io.liveimage.LifecycleEvent.ToldReady;
import io.liveimage.RestartReport;
import io.liveimage.SaveReport;
import io.liveimage.StartReport;
import io.liveimage.Step;
import io.liveimage.Step.Phase;
import io.liveimage.StopReport;
import io.liveimage.StopReport.Outcome;
import io.liveimage.StopRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BulletinTest {
  private static final String EXTENSION = "EXTEND_TIMEOUT_USEC=30000000";
  private static final Duration SHORT = Duration.ofMillis(84);

  private final RecordingOutbox outbox = new RecordingOutbox();
  private final Bulletin bulletin =
      new Bulletin(outbox, () -> OptionalLong.of(17), () -> 42_000_000L);

  private List<String> told(LifecycleEvent... events) {
    List.of(events).forEach(bulletin::on);
    return outbox.taken();
  }

  private static StateChanged to(State state) {
    return new StateChanged(State.NEW, state);
  }

  private static ComponentChanged changed(String name, Condition condition) {
    return new ComponentChanged(new ComponentStatus(name, condition, Set.of(), Optional.empty()));
  }

  private static StepDone step(Phase phase) {
    StepDone.Activity activity =
        phase == Phase.SAVE ? StepDone.Activity.SAVE : StepDone.Activity.START;
    return new StepDone(
        activity, new Step(phase, "db", OptionalLong.empty(), SHORT, SHORT, Optional.empty()));
  }

  private static StopEnded stopEnded(Outcome outcome) {
    Optional<String> failure =
        outcome == Outcome.STOPPED ? Optional.empty() : Optional.of("disk full");
    OptionalLong image = outcome == Outcome.STOPPED ? OptionalLong.of(18) : OptionalLong.empty();
    return new StopEnded(
        new StopReport(
            "notes",
            7,
            "nc",
            outcome,
            Instant.EPOCH,
            List.of(),
            List.of(),
            image,
            failure,
            SHORT,
            0));
  }

  private void started() {
    told(new ToldReady("notes"), to(State.RUNNING));
  }

  @Test
  void readyIsToldWhenTheHostRuns() {
    assertThat(told(new ToldReady("notes"))).isEmpty();

    assertThat(told(to(State.RUNNING))).containsExactly("READY=1 STATUS=Running, image 17");
  }

  @Test
  void readyIsToldOfARunningHostWhenItSaysSo() {
    assertThat(told(to(State.RUNNING))).containsExactly("STATUS=Started, and not ready yet");

    assertThat(told(new ToldReady("notes"))).containsExactly("READY=1 STATUS=Running, image 17");
  }

  @Test
  void theStatusNamesWhatIsBeingStarted() {
    assertThat(
            told(
                changed("db", Condition.STARTING),
                changed("mail", Condition.STARTING),
                changed("db", Condition.RUNNING),
                changed("mail", Condition.RUNNING)))
        .containsExactly("STATUS=Starting db", "STATUS=Starting db, mail", "STATUS=Starting mail");
  }

  @Test
  void eachStepOfAStartGivesItTime() {
    assertThat(told(step(Phase.IMAGE), step(Phase.RESTORE))).containsExactly(EXTENSION, EXTENSION);
    started();
    assertThat(told(step(Phase.SAVE))).isEmpty();
  }

  @Test
  void aFailedStartSaysWhy() {
    Optional<String> failure = Optional.of("port 80 is taken");
    StartReport report =
        new StartReport("notes", 7, OptionalLong.empty(), Instant.EPOCH, List.of(), SHORT, failure);

    assertThat(told(to(State.STOPPING), new StartEnded(report)))
        .containsExactly("STOPPING=1 STATUS=Stopping", "STATUS=Start failed: port 80 is taken");
  }

  @Test
  void aStopThatInsistsIsToldAtOnceAndHasTimeWhileTheImageIsSaved() {
    started();

    assertThat(
            told(
                new StopBegan(StopRequest.by("SIGTERM").insisting()),
                to(State.DRAINING),
                changed("http", Condition.DRAINING),
                to(State.SAVING),
                step(Phase.SAVE),
                to(State.STOPPING),
                changed("http", Condition.STOPPING),
                changed("http", Condition.STOPPED),
                to(State.STOPPED),
                stopEnded(Outcome.STOPPED)))
        .containsExactly(
            "STOPPING=1 STATUS=Stopping, asked by SIGTERM",
            "STATUS=Draining http",
            "STATUS=Saving the image",
            EXTENSION + " every PT1S",
            "no more " + EXTENSION + " every PT1S",
            "STOPPING=1 STATUS=Stopping",
            "STATUS=Stopping http",
            "STATUS=Saved image 18, stopped in 84 ms, exit code 0");
  }

  @Test
  void aStopThatMayGoBackIsNotToldAsOne() {
    started();

    assertThat(
            told(
                new StopBegan(StopRequest.by("kill port")),
                to(State.SAVING),
                to(State.RUNNING),
                stopEnded(Outcome.STILL_RUNNING)))
        .containsExactly(
            "STATUS=Stopping, asked by kill port",
            "STATUS=Saving the image",
            EXTENSION + " every PT1S",
            "no more " + EXTENSION + " every PT1S",
            "READY=1 STATUS=Running, image 17",
            "READY=1 STATUS=Not stopped: disk full. notes goes on running");
  }

  @Test
  void aForcedStopSaysSo() {
    started();

    assertThat(told(stopEnded(Outcome.FORCED)))
        .singleElement()
        .asString()
        .startsWith("STATUS=No image saved: disk full, forced to stop after");
  }

  @Test
  void aRestartReloads() {
    started();
    RestartReport report =
        new RestartReport("db", List.of(), List.of("db", "http"), Map.of(), SHORT);

    assertThat(told(new RestartBegan("db", List.of("db", "http")), new RestartEnded(report)))
        .containsExactly(
            "RELOADING=1 MONOTONIC_USEC=42000 STATUS=Restarting db, http",
            "READY=1 STATUS=Running. Restarted db, http in 84 ms");
  }

  @Test
  void aFailedRestartSaysWhatDoesNotRun() {
    started();
    Map<String, String> down = Map.of("http", "port 80 is taken");

    assertThat(told(new RestartEnded(new RestartReport("http", List.of(), List.of(), down, SHORT))))
        .singleElement()
        .asString()
        .startsWith("READY=1 STATUS=Running. Restart of http failed")
        .contains("Not running: {http=port 80 is taken}");
  }

  @Test
  void aRestartBeforeTheHostIsReadyDoesNotMakeItReady() {
    told(to(State.RUNNING));
    RestartReport report = new RestartReport("db", List.of(), List.of("db"), Map.of(), SHORT);

    assertThat(told(new RestartBegan("db", List.of("db")), new RestartEnded(report)))
        .containsExactly("STATUS=Restarting db", "STATUS=Running. Restarted db in 84 ms");
  }

  @Test
  void aSaveIsInTheStatus() {
    started();
    SaveReport report =
        new SaveReport("nc", List.of(), OptionalLong.of(18), Optional.empty(), SHORT);

    assertThat(told(new SaveEnded(report)))
        .containsExactly("STATUS=Running. Saved image 18 in 84 ms");
  }
}
