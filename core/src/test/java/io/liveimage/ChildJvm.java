package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A host in a JVM of its own, with the class path of the tests; killed when it is closed. */
final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final Lines out;
  private final Lines err;

  private ChildJvm(Process process) {
    this.process = process;
    this.out = new Lines(process.getInputStream());
    this.err = new Lines(process.getErrorStream());
  }

  static Plan of(Class<?> main) {
    return new Plan(main);
  }

  /** How a JVM is to be started. */
  static final class Plan {
    private final Class<?> main;
    private final List<String> wrapper = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private String classPath = System.getProperty("java.class.path");
    private final ProcessBuilder builder = new ProcessBuilder();

    private Plan(Class<?> main) {
      this.main = main;
      Map<String, String> environment = builder.environment();
      environment.keySet().removeIf(name -> name.startsWith("LIVEIMAGE_"));
      List.of(
              "STATE_DIRECTORY",
              "NOTIFY_SOCKET",
              "JAVA_TOOL_OPTIONS",
              "JDK_JAVA_OPTIONS",
              "_JAVA_OPTIONS")
          .forEach(environment::remove);
    }

    Plan home(Path home) {
      return option("-Dliveimage.home=" + home);
    }

    Plan option(String option) {
      options.add(option);
      return this;
    }

    Plan classPath(String path) {
      classPath = path;
      return this;
    }

    Plan argument(Object argument) {
      arguments.add(argument.toString());
      return this;
    }

    Plan variable(String name, Object value) {
      builder.environment().put(name, value.toString());
      return this;
    }

    Plan workingDirectory(Path directory) {
      builder.directory(directory.toFile());
      return this;
    }

    /** Runs the JVM by another program, which becomes it. */
    Plan wrappedBy(String... command) {
      wrapper.addAll(List.of(command));
      return this;
    }

    ChildJvm start() throws IOException {
      List<String> command = new ArrayList<>(wrapper);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
      command.addAll(options);
      command.addAll(List.of("-cp", classPath, main.getName()));
      command.addAll(arguments);
      return new ChildJvm(builder.command(command).start());
    }
  }

  /** What a process says, as far as it has said it. */
  private static final class Lines {
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private boolean ended;

    Lines(InputStream source) {
      reader = new Thread(() -> read(source), "child-output");
      reader.setDaemon(true);
      reader.start();
    }

    private void read(InputStream source) {
      try (BufferedReader text =
          new BufferedReader(new InputStreamReader(source, StandardCharsets.UTF_8))) {
        text.lines().forEach(this::add);
      } catch (IOException e) {
        add("[reading ended with " + e + "]");
      } finally {
        end();
      }
    }

    private synchronized void add(String line) {
      lines.add(line);
      notifyAll();
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized boolean awaitContaining(String text) throws InterruptedException {
      long deadline = System.nanoTime() + Background.LIMIT.toNanos();
      while (lines.stream().noneMatch(line -> line.contains(text))) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (ended || left <= 0) {
          return false;
        }
        wait(left);
      }
      return true;
    }

    List<String> all() throws InterruptedException {
      reader.join(Background.LIMIT.toMillis());
      return now();
    }

    synchronized List<String> now() {
      return List.copyOf(lines);
    }
  }

  /** Waits until a line of the log or of the host's own output contains a text. */
  ChildJvm awaitLine(String text) throws InterruptedException {
    assertThat(out.awaitContaining(text))
        .as("\"%s\" in %n%s%n%s", text, String.join("\n", out.now()), String.join("\n", err.now()))
        .isTrue();
    return this;
  }

  boolean hasSaid(String text) {
    return out.now().stream().anyMatch(line -> line.contains(text));
  }

  ChildJvm signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
    assertThat(kill.waitFor(Background.LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    return this;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the end of the process and returns its exit code. */
  int exitCode() throws InterruptedException {
    return exitCode(Background.LIMIT);
  }

  int exitCode(Duration limit) throws InterruptedException {
    assertThat(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
        .as("process has ended; it said %n%s%n%s", String.join("\n", out.now()), err.now())
        .isTrue();
    return process.exitValue();
  }

  /** Returns all lines of the log and of the host's own output; the process has ended. */
  List<String> output() throws InterruptedException {
    return out.all();
  }

  /** Returns all lines of the error stream; the process has ended. */
  List<String> errors() throws InterruptedException {
    return err.all();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
    out.all();
    err.all();
  }
}
