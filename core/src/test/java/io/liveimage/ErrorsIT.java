package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts in processes of their own in which something goes wrong. */
class ErrorsIT {
  private static final String FAILURE = "java.lang.IllegalStateException: no such table";

  @TempDir Path directory;

  private ChildJvm.Plan host(Class<?> main) {
    return ChildJvm.of(main).home(directory.resolve("home"));
  }

  private static List<String> all(ChildJvm child) throws InterruptedException {
    return Stream.concat(child.output().stream(), child.errors().stream()).toList();
  }

  private static List<String> containing(String text, List<String> lines) {
    return lines.stream().filter(line -> line.contains(text)).toList();
  }

  @Test
  void aThreadThatDiesIsLoggedAndToldAndTheHostGoesOn() throws Exception {
    try (ChildJvm child = host(Hosts.LosingAThread.class).argument("bug").start()) {
      child.awaitLine("counted {THREAD=1, COMPONENT=0, IMAGE=0, JOURNAL=0, HOST=0}").signal("TERM");

      assertThat(child.exitCode()).isZero();
      assertThat(child.errors()).isEmpty();
      assertThat(child.output())
          .containsOnlyOnce("told of worker: " + FAILURE)
          .containsOnlyOnce(FAILURE) // the trace in the log
          .anyMatch(line -> line.contains("ERROR") && line.contains("Thread worker ended"));
    }
  }

  @Test
  void aHostThatIsToStopThenDoesSoSavedAndWithOne() throws Exception {
    ChildJvm.Plan plan =
        host(Hosts.LosingAThread.class).argument("bug").variable("LIVEIMAGE_UNCAUGHT", "stop");
    try (ChildJvm child = plan.start()) {
      assertThat(child.exitCode()).isEqualTo(ExitCodes.FAILED);
      assertThat(child.output())
          .anyMatch(line -> line.contains("asked by thread worker, which ended with " + FAILURE))
          .anyMatch(line -> line.contains("Saved image 1"));
    }
  }

  @Test
  void aThreadThatHasNoHeapLeftIsToldAndStopsTheHostSaved() throws Exception {
    ChildJvm.Plan plan =
        host(Hosts.LosingAThread.class)
            .argument("heap")
            .option("-Xmx32m")
            .variable("LIVEIMAGE_UNCAUGHT", "stop");
    try (ChildJvm child = plan.start()) {
      assertThat(child.exitCode()).isEqualTo(ExitCodes.FAILED);
      assertThat(child.output())
          .containsOnlyOnce("told of worker: java.lang.OutOfMemoryError: Java heap space")
          .anyMatch(line -> line.contains("Saved image 1"));
    }
  }

  @Test
  void theDeathOfMainIsCountedToldAndPrintedOnce() throws Exception {
    try (ChildJvm child = host(Hosts.Mortal.class).variable("LIVEIMAGE_UNCAUGHT", "stop").start()) {
      assertThat(child.exitCode()).isEqualTo(ExitCodes.FAILED);
      assertThat(child.output())
          .containsOnlyOnce("told of main: " + FAILURE)
          .containsOnlyOnce("counted {THREAD=1, COMPONENT=0, IMAGE=0, JOURNAL=0, HOST=0}");
      assertThat(containing("Exception in thread \"main\" " + FAILURE, all(child))).hasSize(1);
      assertThat(containing("at io.liveimage.Hosts.fail", all(child))).hasSize(1);
    }
  }

  @Test
  void aPolicyThatDoesNotExistEndsTheStartAndSaysWhatDoes() throws Exception {
    try (ChildJvm child =
        host(Hosts.Plain.class).variable("LIVEIMAGE_UNCAUGHT", "ignore").start()) {
      assertThat(child.exitCode()).isEqualTo(ExitCodes.CONFIGURATION);
      assertThat(child.errors())
          .singleElement()
          .asString()
          .endsWith(
              "Setting liveimage.uncaught is \"ignore\" (environment variable LIVEIMAGE_UNCAUGHT)."
                  + " Expected log or stop.");
    }
  }
}
