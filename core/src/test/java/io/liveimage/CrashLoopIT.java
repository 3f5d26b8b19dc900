package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import io.liveimage.PastStart.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts in processes of their own that end again and again. */
class CrashLoopIT {
  private static final String LOOP = "host may be in a crash loop: ";

  @TempDir Path home;

  private ChildJvm.Plan host(Class<?> main) {
    return ChildJvm.of(main).home(home);
  }

  private List<String> output(Class<?> main, String... options) throws Exception {
    ChildJvm.Plan plan = host(main);
    List.of(options).forEach(plan::option);
    try (ChildJvm child = plan.start()) {
      child.exitCode();
      return child.output();
    }
  }

  private List<Ending> endings() {
    return new StartHistory(home, Clock.systemUTC())
        .past().stream().map(PastStart::ending).toList();
  }

  @Test
  void aHostThatHaltsItselfIsWarnedOfAfterThreeTimes() throws Exception {
    output(Hosts.Closing.class); // there is an image
    for (int i = 0; i < 3; i++) {
      assertThat(output(Hosts.Halting.class)).noneMatch(line -> line.contains(LOOP));
    }

    assertThat(output(Hosts.Closing.class))
        .anyMatch(line -> line.contains(LOOP + "3 starts from image 1 have failed in the last "))
        .contains(
            "  It is started from image 1 again. To go on otherwise, set",
            "    liveimage.start=previous for an older image",
            "    liveimage.start=empty for a start without an image",
            "    liveimage.repl.replay=off for this image without its REPL definitions");
    assertThat(endings())
        .containsExactly(
            Ending.STOPPED, Ending.VANISHED, Ending.VANISHED, Ending.VANISHED, Ending.STOPPED);
  }

  @Test
  void aHostThatIsKilledIsStartedFromThePreviousImageWhenThatIsThePolicy() throws Exception {
    output(Hosts.Closing.class);
    output(Hosts.Closing.class);
    for (int i = 0; i < 2; i++) {
      try (ChildJvm child = host(Hosts.Plain.class).start()) {
        child.awaitLine("main returns").signal("KILL").exitCode();
      }
    }

    List<String> last =
        output(
            Hosts.Closing.class,
            "-Dliveimage.crashloop=previous",
            "-Dliveimage.crashloop.starts=2");

    assertThat(last)
        .anyMatch(line -> line.contains("host is in a crash loop: 2 starts from image 2"))
        .contains("  It is started from image 1, as liveimage.crashloop=previous says.")
        .anyMatch(line -> line.contains(", image 1) is running"))
        .anyMatch(line -> line.contains("Saved image 3"));
    assertThat(home.resolve("images/0000002")).isDirectory();
  }

  @Test
  void aComponentThatCannotStartAndAMainThatDiesCount() throws Exception {
    output(Hosts.Unstartable.class);
    output(Hosts.Ready.class); // saves an image

    assertThat(endings()).containsExactly(Ending.FAILED, Ending.FAILED);
    assertThat(output(Hosts.Closing.class, "-Dliveimage.crashloop.starts=2"))
        .anyMatch(
            line -> line.contains(LOOP + "2 starts without an image have failed in the last "));
  }

  @Test
  void aStartThatIsStoppedInOrderCountsNot() throws Exception {
    try (ChildJvm child = host(Hosts.Plain.class).start()) {
      child.awaitLine("main returns").signal("TERM").exitCode();
    }
    output(Hosts.Exiting.class);

    assertThat(endings()).containsExactly(Ending.STOPPED, Ending.STOPPED);
  }

  @Test
  void theImageWhereFailedStartsBeganIsNotPushedOutByThoseTheySave() throws Exception {
    output(Hosts.Closing.class); // the last that was good
    for (int i = 0; i < 7; i++) {
      output(Hosts.Mortal.class);
    }

    assertThat(images()).startsWith("0000001").hasSize(6).endsWith("0000008");
    output(Hosts.Closing.class);
    assertThat(images()).hasSize(6); // a stop in order ends the series, the next one forgets it
    output(Hosts.Closing.class);
    assertThat(images()).hasSize(5).doesNotContain("0000001");
  }

  private List<String> images() throws IOException {
    try (var images = Files.list(home.resolve("images"))) {
      return images.map(image -> image.getFileName().toString()).sorted().toList();
    }
  }
}
