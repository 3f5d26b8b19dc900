package io.liveimage.benchmarks.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@link Worker} in a process of its own, on the class path of this one. */
final class WorkerProcess implements AutoCloseable {
  private static final String HEAP = "-Xmx2500m";

  private final String name;
  private final Path errors;
  private final Process process;
  private final BufferedReader output;

  WorkerProcess(Contender<?> contender, int orders, Path directory) throws IOException {
    this.name = contender.name();
    this.errors = Files.createTempFile(directory, "worker", ".log");
    this.process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                name,
                String.valueOf(orders),
                directory.resolve(name).toString())
            .redirectError(errors.toFile())
            .start();
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  Call write() throws IOException {
    return call(Worker.WRITE);
  }

  Call read() throws IOException {
    return call(Worker.READ);
  }

  private Call call(String command) throws IOException {
    process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(Worker.MARK)) {
        return Call.parse(line.substring(Worker.MARK.length()));
      }
    }
    throw new IOException("%s cannot %s:%n%s".formatted(name, command, Files.readString(errors)));
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
