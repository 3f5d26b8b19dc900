package io.liveimage.benchmarks;

import io.liveimage.benchmarks.Subject.Trait;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One host in a process of its own, from its start to its end. */
final class HostProcess implements AutoCloseable {
  private static final long SECONDS_TO_STOP = 60;

  private final Subject subject;
  private final Path errors;
  private final long began = System.nanoTime();
  private final Process process;
  private final BufferedReader output;

  private HostProcess(Subject subject, List<String> options, Path home, Path errors)
      throws IOException {
    this.subject = subject;
    this.errors = errors;
    ProcessBuilder builder = new ProcessBuilder(command(subject, options));
    builder.environment().putAll(subject.settings());
    builder.environment().put("LIVEIMAGE_HOME", home.toString());
    this.process = builder.redirectError(errors.toFile()).start();
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts a host, looks at it when it runs, stops it. */
  static Sample measure(Subject subject, Path directory) throws IOException, InterruptedException {
    Path home = directory.resolve("home");
    if (subject.has(Trait.WITH_AN_IMAGE)) {
      run(subject, List.of(), home, directory);
    }
    if (subject.has(Trait.WITH_CLASS_ARCHIVE)) {
      Path archive = directory.resolve("classes.jsa");
      Path other = directory.resolve("other");
      run(subject, List.of("-XX:ArchiveClassesAtExit=" + archive), other, directory);
      return run(subject, List.of("-XX:SharedArchiveFile=" + archive), home, directory);
    }
    return run(subject, List.of(), home, directory);
  }

  private static Sample run(Subject subject, List<String> options, Path home, Path directory)
      throws IOException, InterruptedException {
    Path errors = Files.createTempFile(directory, "host", ".log");
    try (HostProcess host = new HostProcess(subject, options, home, errors)) {
      return host.run();
    }
  }

  private Sample run() throws IOException, InterruptedException {
    Duration start = Duration.ofNanos(await(Benchmarked.RUNNING) - began);
    Load load = subject.has(Trait.SETTLED) ? Load.settled(process.pid()) : Load.of(process.pid());
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    long stopping = await(Benchmarked.STOPPING);
    awaitExit();
    return new Sample(start, load, Duration.ofNanos(System.nanoTime() - stopping));
  }

  private long await(String line) throws IOException {
    String read = output.readLine();
    long now = System.nanoTime();
    if (!line.equals(read)) {
      throw failure("said \"%s\" where %s was expected".formatted(read, line));
    }
    return now;
  }

  private void awaitExit() throws IOException, InterruptedException {
    if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
      throw failure("does not stop");
    }
    if (process.exitValue() != 0) {
      throw failure("ended with exit code " + process.exitValue());
    }
  }

  private IOException failure(String what) throws IOException {
    return new IOException(
        "%s %s. Its log:%n%s".formatted(subject.name(), what, Files.readString(errors)));
  }

  private static List<String> command(Subject subject, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(classPath(!subject.has(Trait.WITHOUT_LOGBACK)));
    command.add(subject.main().getName());
    command.addAll(subject.arguments());
    return command;
  }

  /** The class path of this process, for a jar would bring what its manifest names. */
  private static String classPath(boolean withLogback) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> withLogback || !entry.contains("logback-"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    output.close();
  }
}
