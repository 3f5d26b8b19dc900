package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of a stop in the log of a host, whoever closes that log and when. */
class LoggingIT {
  private static final String CONCLUSION = "host: Saved image 1, stopped in ";

  @TempDir Path directory;

  /** How a host logs to a file. */
  enum Framework {
    LOGBACK {
      @Override
      ChildJvm.Plan in(ChildJvm.Plan host, Path log) {
        return logback("logback.xml", host, log);
      }
    },
    LOGBACK_WITH_A_QUEUE_AND_ITS_HOOK {
      @Override
      ChildJvm.Plan in(ChildJvm.Plan host, Path log) {
        return logback("logback-async.xml", host, log);
      }
    },
    /** Has a hook of its own, which closes the file. */
    JAVA_UTIL_LOGGING {
      @Override
      ChildJvm.Plan in(ChildJvm.Plan host, Path log) throws IOException {
        return julOf(host, log);
      }
    };

    abstract ChildJvm.Plan in(ChildJvm.Plan host, Path log) throws IOException;

    private static ChildJvm.Plan logback(String configuration, ChildJvm.Plan host, Path log) {
      return host.option("-Dlogback.configurationFile=logging/" + configuration)
          .option("-Dlog=" + log);
    }

    private static ChildJvm.Plan julOf(ChildJvm.Plan host, Path log) throws IOException {
      Path settings = log.resolveSibling("logging.properties");
      Files.write(
          settings,
          List.of(
              "handlers=java.util.logging.FileHandler,java.util.logging.ConsoleHandler",
              "java.util.logging.SimpleFormatter.format=%4$s %5$s%6$s%n",
              "java.util.logging.FileHandler.pattern=" + log,
              "java.util.logging.FileHandler.formatter=java.util.logging.SimpleFormatter"));
      return host.option("-Djava.util.logging.config.file=" + settings).classPath(withoutLogback());
    }

    private static String withoutLogback() {
      Path jul = Path.of("target", "jul", "slf4j-jdk14.jar").toAbsolutePath();
      assertThat(jul).isRegularFile();
      return Stream.concat(
              Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)),
              Stream.of(jul.toString()))
          .filter(entry -> !entry.contains("logback"))
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  private ChildJvm host(Framework framework, String end, String... wrapper) throws IOException {
    ChildJvm.Plan plan = ChildJvm.of(Hosts.Ending.class).home(home()).wrappedBy(wrapper);
    return framework.in(plan.argument(end), log()).start();
  }

  private Path home() {
    return directory.resolve("home");
  }

  private Path log() {
    return directory.resolve("host.log");
  }

  private String lastLine() throws IOException {
    List<String> lines = Files.readAllLines(log());
    return lines.get(lines.size() - 1);
  }

  static Stream<Arguments> everyFrameworkAndEndOfOurs() {
    return Stream.of(Framework.values())
        .flatMap(
            framework ->
                Stream.of("request", "die", "close").map(end -> Arguments.of(framework, end)));
  }

  @ParameterizedTest
  @MethodSource("everyFrameworkAndEndOfOurs")
  void theLastLineOfTheLogIsWhatCameOfTheStop(Framework framework, String end) throws Exception {
    try (ChildJvm child = host(framework, end)) {
      assertThat(child.exitCode()).isEqualTo(end.equals("die") ? 1 : 0);
    }

    assertThat(lastLine()).contains(CONCLUSION);
  }

  @ParameterizedTest
  @EnumSource(Framework.class)
  void theLastLineOfTheLogIsWhatCameOfASignal(Framework framework) throws Exception {
    try (ChildJvm child = host(framework, "wait")) {
      child.awaitLine("main returns").signal("TERM");
      assertThat(child.exitCode()).isZero();
    }

    assertThat(lastLine()).contains(CONCLUSION);
  }

  @ParameterizedTest
  @EnumSource(Framework.class)
  void aStopByAForeignExitIsToldOnTheErrorStreamToo(Framework framework) throws Exception {
    try (ChildJvm child = host(framework, "exit")) {
      assertThat(child.exitCode()).isEqualTo(3);
      assertThat(child.errors()).anyMatch(line -> line.startsWith(CONCLUSION));
    }

    assertThatTheReportIsKept();
  }

  @ParameterizedTest
  @EnumSource(names = "LOGBACK", mode = EnumSource.Mode.EXCLUDE)
  void aStopByASignalThatIsNotOursIsToldOnTheErrorStreamToo(Framework framework) throws Exception {
    Signals.assumeThatTheyCanBeReset();
    try (ChildJvm child = host(framework, "wait", "env", "--default-signal=HUP")) {
      child.awaitLine("main returns").signal("HUP");
      assertThat(child.exitCode()).isEqualTo(129);
      assertThat(child.errors()).anyMatch(line -> line.startsWith(CONCLUSION));
    }

    assertThatTheReportIsKept();
  }

  private void assertThatTheReportIsKept() {
    assertThat(home().resolve(ReportFiles.LAST_STOP))
        .content()
        .contains("\"requestedBy\" : \"the exit of the process\"", "\"image\" : 1");
  }
}
