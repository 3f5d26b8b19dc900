package io.liveimage.repl.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** People's programs and a host in another process; the system proves who they are. */
@Timeout(120)
class TerminalIT {
  private static final String COUNT = "counter.incrementAndGet()";
  private static HostProcess host;

  @BeforeAll
  static void startHost(@TempDir Path directory) throws Exception {
    Tool.require("nc");
    host = HostProcess.start(directory);
  }

  @AfterAll
  static void stopHost() throws Exception {
    if (host != null) {
      host.close();
    }
  }

  @Test
  void netcatPrintsTheValueAndEnds() throws Exception {
    assertThat(nc("6 * 7\n"))
        .matches(
            "counting \\(pid \\d+, up .*, no image yet\\)   /help for help, /exit to leave\n"
                + "live> ==> 42\nlive> \n");
  }

  @Test
  void ncatPrintsTheValueAndEnds() throws Exception {
    Tool.require("ncat");

    assertThat(Tool.run("6 * 7\n", "ncat", "127.0.0.1", host.port()))
        .endsWith("live> ==> 42\nlive> \n");
  }

  @Test
  void netcatEndsByItselfAfterExit() throws Exception {
    Process nc = Tool.start("nc", "127.0.0.1", host.port());
    try (BufferedReader said = nc.inputReader(UTF_8)) {
      nc.getOutputStream().write("6 * 7\n/exit\n".getBytes(UTF_8));
      nc.getOutputStream().flush();

      assertThat(said.lines()).contains("live> ==> 42");
      assertThat(nc.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      nc.destroyForcibly();
    }
  }

  @Test
  void telnetTalksAndLeaves() throws Exception {
    Tool.require("telnet");
    Process telnet = Tool.start("telnet", "127.0.0.1", host.port());
    try (BufferedReader said = telnet.inputReader(UTF_8)) {
      telnet.getOutputStream().write("6 * 7\n/exit\n".getBytes(UTF_8));
      telnet.getOutputStream().flush();

      assertThat(said.lines()).contains("live> ==> 42");
    } finally {
      telnet.destroyForcibly();
    }
  }

  /** The system tells who has an address now; who had it before may have left a line behind. */
  @Test
  void lineOfAConnectionThatWasResetIsNotEvaluated() throws Exception {
    String before = host.ask("counter.get()");
    for (int round = 0; round < 10; round++) {
      host.signal("STOP");
      int port = leaveLineAndReset();
      try (Socket successor = connectFrom(port)) {
        host.signal("CONT");

        readPrompt(successor);
      }
    }

    assertThat(host.ask("counter.get()")).isEqualTo(before);
  }

  private static int leaveLineAndReset() throws IOException {
    try (Socket socket = connectFrom(0)) {
      socket.setSoLinger(true, 0);
      socket.getOutputStream().write((COUNT + "\n").getBytes(UTF_8));
      return socket.getLocalPort();
    }
  }

  private static Socket connectFrom(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReuseAddress(true);
    socket.setSoTimeout(30_000);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(host.port())));
    return socket;
  }

  private static void readPrompt(Socket socket) throws IOException {
    StringBuilder said = new StringBuilder();
    while (!said.toString().endsWith(Conversation.PROMPT)) {
      int next = socket.getInputStream().read();
      assertThat(next).describedAs(said.toString()).isNotNegative();
      said.append((char) next);
    }
  }

  @Test
  void httpRequestEvaluatesNothingAndGetsNothing() throws Exception {
    Tool.require("curl");
    String before = host.ask("counter.get()");
    String url = "http://127.0.0.1:" + host.port() + "/";

    assertThat(curl("--data-binary", COUNT + "\n", url)).isEmpty();
    assertThat(curl("-X", "x", "--request-target", "/*", "-d", "*/ " + COUNT + ";\n", url))
        .isEmpty();

    assertThat(host.ask("counter.get()")).isEqualTo(before);
  }

  @Test
  void otherUserIsAskedForTheToken() throws Exception {
    Tool.require("setpriv");
    Tool.requireRoot();
    String before = host.ask("counter.get()");

    String said = ncAsNobody(COUNT + "\n" + COUNT + "\n");

    assertThat(said)
        .startsWith("Access token? ")
        .endsWith("\nThat is not the access token. Goodbye.\n");
    assertThat(said).doesNotContain("==>", "live>", "counting (pid");
    assertThat(host.ask("counter.get()")).isEqualTo(before);
  }

  @Test
  void otherUserWithTheTokenIsLetIn() throws Exception {
    Tool.require("setpriv");
    Tool.requireRoot();

    assertThat(ncAsNobody(host.token() + "\n6 * 7\n"))
        .startsWith("Access token? ")
        .endsWith("live> ==> 42\nlive> \n");
  }

  @Test
  void hostThatConnectsToItselfIsAskedForTheToken() throws Exception {
    String before = host.ask("counter.get()");

    String said =
        host.ask(
            """
            try (var self = new java.net.Socket("127.0.0.1", %s)) {
              self.getOutputStream().write("%s\\n".getBytes());
              System.out.println(new String(self.getInputStream().readAllBytes()));
            }"""
                .formatted(host.port(), COUNT));

    assertThat(said).contains("Access token? ", "That is not the access token. Goodbye.");
    assertThat(host.ask("counter.get()")).isEqualTo(before);
  }

  @Test
  void probesLeaveNoSessionBehind() throws Exception {
    for (int i = 0; i < 20; i++) {
      Tool.run("", "nc", "-z", "127.0.0.1", host.port());
    }

    String ownSessionOnly =
        "Thread.getAllStackTraces().keySet().stream()"
            + ".filter(t -> t.getName().matches(\"liveimage-repl-[0-9]+\")).count()";
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(host.ask(ownSessionOnly)).isEqualTo("==> 1"));
  }

  @Test
  void terminalLooksRightInTmux(@TempDir Path directory) throws Exception {
    Tool.require("tmux");
    try (Tmux tmux = Tmux.start(directory, "nc 127.0.0.1 " + host.port())) {
      tmux.awaitLast("live>");
      tmux.type("6 * 7");
      tmux.awaitLast("==> 42", "live>");
      tmux.type("int twice(int n) {");
      tmux.awaitLast(" ...>");
      tmux.type("  return 2 * n;");
      tmux.awaitLast(" ...>");
      tmux.type("}");
      tmux.awaitLast("|  created method twice(int)", "live>");
      tmux.type("twice(foo)");
      tmux.awaitLast("|        ^-^", "live>");
      tmux.type("twice(21)");
      tmux.awaitLast("==> 42", "live>");

      assertThat(tmux.screen().lines().skip(1))
          .containsExactly(
              "live> 6 * 7",
              "==> 42",
              "live> int twice(int n) {",
              " ...>   return 2 * n;",
              " ...> }",
              "|  created method twice(int)",
              "live> twice(foo)",
              "|  Error:",
              "|  cannot find symbol",
              "|    symbol:   variable foo",
              "|  twice(foo)",
              "|        ^-^",
              "live> twice(21)",
              "==> 42",
              "live>");
    }
  }

  private static String nc(String input) throws Exception {
    return Tool.run(input, "nc", "-N", "127.0.0.1", host.port());
  }

  private static String ncAsNobody(String input) throws Exception {
    return Tool.run(
        input, "setpriv", "--reuid=65534", "--clear-groups", "nc", "-N", "127.0.0.1", host.port());
  }

  private static String curl(String... arguments) throws Exception {
    String[] command = Arrays.copyOf(new String[] {"curl", "-s", "-m", "10"}, arguments.length + 4);
    System.arraycopy(arguments, 0, command, 4, arguments.length);
    return Tool.run("", command);
  }
}
