package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.liveimage.Lifecycle.State;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateMachineTest {
  private final Listeners listeners = new Listeners();
  private final StateMachine machine = new StateMachine(listeners);

  private void go(State... states) {
    for (State next : states) {
      machine.move(machine.current(), next);
    }
  }

  @Test
  void aLifeGoesFromNewToStopped() {
    List<LifecycleEvent> heard = new CopyOnWriteArrayList<>();
    listeners.add(heard::add);

    go(State.STARTING, State.RUNNING, State.DRAINING, State.SAVING, State.STOPPING, State.STOPPED);

    assertThat(machine.current()).isEqualTo(State.STOPPED);
    assertThat(heard)
        .hasSize(6)
        .startsWith(new LifecycleEvent.StateChanged(State.NEW, State.STARTING))
        .endsWith(new LifecycleEvent.StateChanged(State.STOPPING, State.STOPPED));
  }

  @Test
  void aFailedSaveGoesBackToRunning() {
    go(State.STARTING, State.RUNNING, State.DRAINING, State.SAVING, State.RUNNING);

    assertThat(machine.isOpen()).isTrue();
    assertThat(machine.isUp()).isTrue();
  }

  @Test
  void aFailedStartIsNeverUp() {
    go(State.STARTING);
    assertThat(machine.isStarting()).isTrue();
    go(State.STOPPING);
    assertThat(machine.isStarting()).isTrue();
    assertThat(machine.isUp()).isFalse();
    assertThat(machine.isOpen()).isFalse();

    go(State.STOPPED);

    assertThat(machine.isStarting()).isFalse();
    assertThat(machine.isUp()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void thereIsNoWayButThoseThatAreDrawn(State next) {
    go(State.STARTING, State.RUNNING, State.DRAINING);

    if (next != State.SAVING) {
      assertThatThrownBy(() -> go(next))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot go from DRAINING to " + next + " in DRAINING");
    }
  }

  @Test
  void twoCannotLeaveTheSameState() {
    go(State.STARTING, State.RUNNING);
    go(State.DRAINING);

    assertThatThrownBy(() -> machine.move(State.RUNNING, State.DRAINING))
        .hasMessage("Cannot go from RUNNING to DRAINING in DRAINING");
  }

  @Test
  void whoWaitsForADecisionSeesTheStateThatWasDecided() throws Exception {
    go(State.STARTING, State.RUNNING);
    assertThat(machine.awaitDecided()).isEqualTo(State.RUNNING);
    go(State.DRAINING);
    Background<State> waiting = Background.call(machine::awaitDecided).awaitBlocked();

    go(State.SAVING);
    assertThat(waiting.isDone()).isFalse();
    go(State.STOPPING);

    assertThat(waiting.get()).isEqualTo(State.STOPPING);
  }

  @Test
  void whoWaitsForTheStartSeesItsEndWhicheverItIs() throws Exception {
    Background<State> waiting = Background.call(machine::awaitStarted).awaitBlocked();
    go(State.STARTING, State.STOPPING);
    assertThat(waiting.isDone()).isFalse();

    go(State.STOPPED);

    assertThat(waiting.get()).isEqualTo(State.STOPPED);
  }
}
