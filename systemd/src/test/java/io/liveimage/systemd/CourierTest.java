package io.liveimage.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CourierTest {
  @TempDir Path directory;

  @BeforeEach
  void linux() {
    Requirement.linux();
  }

  private String path() {
    return directory.resolve("notify").toString();
  }

  @Test
  void bringsNoticesToAPathInOrderAndBeforeItIsClosed() throws Exception {
    try (Receiver systemd = new Receiver(path())) {
      Courier courier = new Courier(systemd.name());
      courier.send(Notice.live());
      courier.send(Notice.ready("Running"));
      courier.send(Notice.stopping("Stopping"));
      courier.close();

      assertThat(systemd.awaitNotice("STOPPING=1\nSTATUS=Stopping"))
          .containsExactly("WATCHDOG=1", "READY=1\nSTATUS=Running", "STOPPING=1\nSTATUS=Stopping");
    }
  }

  @Test
  void bringsNoticesToAnAbstractAddress() throws Exception {
    try (Receiver systemd = new Receiver("@liveimage-test/" + directory.getFileName())) {
      Courier courier = new Courier(systemd.name());
      courier.send(Notice.ready("Running"));

      systemd.awaitNotice("READY=1\nSTATUS=Running");

      courier.close();
    }
  }

  @Test
  void bringsOnlyTheNewestOfTheStatusesThatWait() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    try (Receiver systemd = new Receiver(path())) {
      Courier courier = new Courier(systemd.name());
      courier.beat(() -> awaited(busy));
      courier.send(Notice.status("Starting"));
      courier.send(Notice.status("Starting db"));
      courier.send(Notice.ready("Running"));
      courier.send(Notice.status("Saved"));

      busy.countDown();

      assertThat(systemd.awaitNotice("STATUS=Saved"))
          .containsExactly("READY=1\nSTATUS=Running", "STATUS=Saved");
      courier.close();
    }
  }

  private static Duration awaited(CountDownLatch latch) {
    try {
      latch.await();
      return Duration.ofDays(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void repeatsUntilItIsTold() throws Exception {
    try (Receiver systemd = new Receiver(path())) {
      Courier courier = new Courier(systemd.name());
      Runnable end = courier.repeat(Notice.live(), Duration.ofMillis(10));
      systemd.awaitNotices(all -> all.size() >= 3);

      end.run();
      courier.send(Notice.ready("Running"));
      courier.close();

      assertThat(systemd.awaitNotice("READY=1\nSTATUS=Running"))
          .endsWith("READY=1\nSTATUS=Running");
    }
  }

  @Test
  void callsAgainAfterTheTimeThatTheCallReturns() {
    AtomicInteger calls = new AtomicInteger();
    Courier courier = new Courier(path());

    courier.beat(() -> Duration.ofMillis(calls.incrementAndGet()));

    await().atMost(Duration.ofSeconds(20)).until(() -> calls.get() >= 3);
    courier.close();
  }

  @Test
  void takesNothingAndLeavesNoThreadAfterItIsClosed() {
    Courier courier = new Courier(path());
    courier.close();

    courier.send(Notice.live());
    courier.close();

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("liveimage-systemd"));
  }

  @Test
  void whenNobodyListensItWarnsOnceAndTriesOn() throws Exception {
    try (RecordedLog log = new RecordedLog()) {
      Courier courier = new Courier(path());
      courier.send(Notice.live());
      courier.send(Notice.live());
      await().atMost(Duration.ofSeconds(20)).until(() -> !log.warnings().isEmpty());

      try (Receiver systemd = new Receiver(path())) {
        courier.send(Notice.ready("Running"));
        systemd.awaitNotice("READY=1\nSTATUS=Running");
        courier.close();
      }

      assertThat(log.warnings())
          .containsExactly(
              "systemd cannot be told how this host is: Cannot send to %s: [2] No such file or directory."
                      .formatted(path())
                  + " The host goes on; with Type=notify or WatchdogSec systemd will end it");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vsock:2:1234", "notify", "/run/" + "x"})
  void anAddressOfAnotherKindIsRefusedWithAWarning(String name) {
    String address = name.startsWith("/") ? name.repeat(40) : name;
    try (RecordedLog log = new RecordedLog()) {
      Courier courier = new Courier(address);
      courier.send(Notice.live());
      courier.close();

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains(
              "Expected an absolute path or @name of at most 107 bytes but was \""
                  + address
                  + "\"");
    }
  }
}
