package io.liveimage.examples.hello;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The executable jar in a process of its own, with all ports chosen by the system. */
final class HelloProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PROMPT = "live> ";

  private final Process process;
  private final BufferedReader log;
  private final StringBuilder logged = new StringBuilder();
  private final Path home;

  private HelloProcess(Process process, Path home) {
    this.process = process;
    this.home = home;
    this.log = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts the jar and waits for its start line. */
  static HelloProcess start(Path home) throws IOException {
    HelloProcess hello = launch(home, "0", "0");
    hello.awaitLog("is running");
    return hello;
  }

  static HelloProcess launch(Path home, String killPort, String replPort) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(java, "-jar", new File("target/hello.jar").getAbsolutePath());
    builder.environment().put("LIVEIMAGE_HOME", home.toString());
    builder.environment().put("LIVEIMAGE_KILLPORT", killPort);
    builder.environment().put("LIVEIMAGE_REPL_PORT", replPort);
    return new HelloProcess(builder.redirectErrorStream(true).start(), home);
  }

  /** Reads the log up to a line that contains the text, and returns that line. */
  String awaitLog(String text) throws IOException {
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      logged.append(line).append('\n');
      if (line.contains(text)) {
        return line;
      }
    }
    throw new AssertionError("No \"" + text + "\" in the log:\n" + logged);
  }

  int port(String listener) throws IOException {
    return Integer.parseInt(Files.readString(home.resolve(listener + ".port")).strip());
  }

  /** Evaluates one line on a new connection and returns what is printed before the next prompt. */
  String eval(String source) throws IOException {
    try (Socket socket = connect("repl")) {
      readUntil(socket.getInputStream(), PROMPT);
      socket.getOutputStream().write((source + "\n").getBytes(StandardCharsets.UTF_8));
      String answer = readUntil(socket.getInputStream(), PROMPT);
      return answer.substring(0, answer.length() - PROMPT.length()).strip();
    }
  }

  /** Connects to the kill port as {@code nc} does and returns all it prints. */
  String stop() throws IOException {
    try (Socket socket = connect("killport")) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  Socket connect(String listener) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(listener));
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  static String readUntil(InputStream in, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
    while (!text.toString().endsWith(end)) {
      int next = reader.read();
      if (next < 0) {
        throw new AssertionError("Connection ended before \"" + end + "\": " + text);
      }
      text.append((char) next);
    }
    return text.toString();
  }

  int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("Still running after " + PATIENCE);
    }
    return process.exitValue();
  }

  /** Reads what is left of the log; call after the end. */
  String restOfLog() {
    log.lines().forEach(line -> logged.append(line).append('\n'));
    return logged.toString();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      log.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
