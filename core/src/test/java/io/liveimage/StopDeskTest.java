package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.StopRequest.Image;
import org.junit.jupiter.api.Test;

class StopDeskTest {
  private static final long NOW = 1;

  private final StopDesk desk = new StopDesk();
  private final StopRequest first = StopRequest.by("first");

  @Test
  void laterRequestsJoinTheFirstAndOnlyEverMakeItInsistMore() {
    PendingStop stop = desk.submit(first, false).orElseThrow();

    assertThat(desk.submit(StopRequest.by("second").insisting(), true)).containsSame(stop);
    assertThat(desk.submit(StopRequest.by("third"), false)).containsSame(stop);

    assertThat(stop.request()).isSameAs(first);
    assertThat(stop.image()).isEqualTo(Image.SAVE_IF_POSSIBLE);
    assertThat(stop.exits()).isTrue();
    assertThat(stop.giveUp()).isFalse();
  }

  @Test
  void aStopThatIsGivenUpIsJoinedByNobody() throws Exception {
    PendingStop stop = desk.submit(first, false).orElseThrow();
    assertThat(stop.giveUp()).isTrue();

    PendingStop next = desk.submit(first.insisting(), true).orElseThrow();
    desk.withdraw(stop);

    assertThat(next).isNotSameAs(stop);
    assertThat(stop.image()).isEqualTo(Image.SAVE);
    assertThat(desk.await(NOW)).isSameAs(next);
  }

  @Test
  void aWithdrawnStopMakesRoomForTheNext() {
    PendingStop stop = desk.submit(first, false).orElseThrow();
    desk.withdraw(stop);

    assertThat(desk.pending()).isEmpty();
    assertThat(desk.submit(first, false).orElseThrow()).isNotSameAs(stop);
  }

  @Test
  void whoWaitsAtTheDeskGetsTheStopOrTheNewsThatItIsClosed() throws Exception {
    Background<?> waiting = Background.call(() -> desk.await(0)).awaitBlocked();
    desk.close();

    assertThat(waiting.get()).isNull();
    assertThat(desk.isDone()).isTrue();
    assertThat(desk.submit(first, false)).isEmpty();
  }

  @Test
  void whoWaitsLooksUpWhenTheTimeIsOver() throws Exception {
    assertThat(desk.await(NOW)).isNull();
    assertThat(desk.isDone()).isFalse();
    assertThat(desk.isAsked()).isFalse();
  }

  @Test
  void aStopThatWasAskedForBeforeTheDeskClosedIsCarriedOut() throws Exception {
    PendingStop stop = desk.submit(first, false).orElseThrow();
    desk.close();

    assertThat(desk.await(NOW)).isSameAs(stop);
    assertThat(desk.isDone()).isFalse();
    assertThat(desk.submit(first.discarding(), false)).containsSame(stop);
  }
}
