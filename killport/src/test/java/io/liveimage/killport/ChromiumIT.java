package io.liveimage.killport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A page, open in a real browser of the same user, tries all it can to reach the port. */
@Timeout(120)
class ChromiumIT {
  /** Waits for each attempt as long as it likes to take, five seconds at most. */
  private static final String PAGE =
      """
      <!doctype html><title>attack</title><body><script>
      const host = '127.0.0.1:PORT';
      const link = document.createElement('link');
      link.rel = 'preconnect'; link.href = 'http://' + host; document.head.append(link);
      const tries = [];
      tries.push(fetch('http://' + host + '/', {mode: 'no-cors'}));
      tries.push(fetch('http://' + host + '/', {mode: 'no-cors', method: 'POST', body: 'stop\\n'}));
      tries.push(new Promise(done => {
        const socket = new WebSocket('ws://' + host + '/');
        socket.onclose = done; socket.onerror = done; socket.onopen = done;
      }));
      tries.push((async () => {
        const peer = new RTCPeerConnection({iceServers: [{
          urls: 'turn:' + host + '?transport=tcp', username: 'stop', credential: 'stop'}]});
        peer.createDataChannel('x');
        await peer.setLocalDescription(await peer.createOffer());
        await new Promise(done => setTimeout(done, 4000));
      })());
      const image = new Image(); image.src = 'http://' + host + '/x.png';
      const late = new Promise(done => setTimeout(done, 5000));
      Promise.race([Promise.allSettled(tries), late]).then(() => late).then(() =>
          fetch('/done', {method: 'POST', body: 'tried'}));
      </script>
      """;

  @TempDir Path given;
  private final CompletableFuture<String> done = new CompletableFuture<>();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    Requirement.linux();
    Requirement.program("chromium");
    Requirement.program("nc");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.stop(0);
    }
  }

  private void attack(String port) throws Exception {
    server.createContext("/", exchange -> answer(exchange, PAGE.replace("PORT", port)));
    server.createContext(
        "/done",
        exchange -> {
          done.complete(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          answer(exchange, "");
        });
    try (ChildProcess browser = chromium()) {
      assertThat(done.get(60, SECONDS)).isEqualTo("tried");
      assertThat(browser.isAlive()).isTrue();
    }
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/html");
    exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private ChildProcess chromium() throws IOException {
    return ChildProcess.of(
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + given.resolve("browser"),
        "http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private static int freePortThatBrowsersRefuse() {
    return IntStream.of(6669, 6668, 6667, 6665).filter(ChromiumIT::isFree).findFirst().orElse(6697);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertStillObeysItsOwner(RunningGuest guest, boolean typed) throws Exception {
    guest.assertIsRunning();
    try (ChildProcess client = ChildProcess.of("nc", "127.0.0.1", guest.port())) {
      if (typed) {
        client.say("stop");
      }
      assertThat(client.rest()).last().asString().startsWith("Saved image 1, ");
    }
  }

  @Test
  void pageDoesNotReachAPortThatBrowsersRefuse() throws Exception {
    Path home = given.toRealPath().resolve("blocked");
    try (RunningGuest guest = RunningGuest.in(home, freePortThatBrowsersRefuse())) {
      attack(guest.port());

      List<String> connections = guest.linesLike("Connection to the kill port closed");
      System.out.printf("At a refused port Chromium connected %d times%n", connections.size());
      assertStillObeysItsOwner(guest, false);
    }
  }

  @Test
  void pageReachesAnOrdinaryPortAndStopsNothingWhereAStopIsTyped() throws Exception {
    Path home = given.toRealPath().resolve("ordinary");
    try (RunningGuest guest =
        RunningGuest.with(home, "liveimage.killport=0", "liveimage.killport.trigger=line")) {
      attack(guest.port());

      List<String> connections = guest.linesLike("Connection to the kill port closed");
      System.out.printf("At an ordinary port Chromium connected %d times%n", connections.size());
      assertThat(connections).isNotEmpty();
      assertStillObeysItsOwner(guest, true);
    }
  }
}
