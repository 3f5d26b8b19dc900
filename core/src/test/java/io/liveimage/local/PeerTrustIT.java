package io.liveimage.local;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.liveimage.local.PeerProof.Trusted;
import io.liveimage.local.PeerProof.Unproved;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets and real processes, before the real {@code /proc}. */
@Timeout(60)
class PeerTrustIT {
  private static final long NOBODY = 65534;
  private static final String CONNECT_AND_WAIT = "exec 3<>/dev/tcp/127.0.0.1/%d; read -u 3 answer";

  private final PeerTrust trust = PeerTrust.ofThisProcess();

  @BeforeEach
  void linux() {
    Requirement.linux();
  }

  @Test
  void connectionOfThisProcessIsItsOwn() throws IOException {
    try (ServerSocket server = listen("127.0.0.1");
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {

      PeerProof proof = prove(accepted);

      assertThat(trusted(proof).isThisProcess()).isTrue();
      assertThat(trusted(proof).isWebBrowser()).isFalse();
      assertThat(trusted(proof).command()).contains("java");
      assertThat(client.isConnected()).isTrue();
    }
  }

  @Test
  void connectionOverIpv6IsFound() throws IOException {
    Requirement.require(hasIpv6(), "IPv6 on loopback");
    try (ServerSocket server = listen("::1");
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {

      assertThat(trusted(prove(accepted)).isThisProcess()).isTrue();
      assertThat(client.isConnected()).isTrue();
    }
  }

  @Test
  void halfClosedConnectionIsFound() throws IOException {
    try (ServerSocket server = listen("127.0.0.1");
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      client.getOutputStream().write('x');
      client.shutdownOutput();
      assertThat(accepted.getInputStream().readAllBytes()).hasSize(1);

      assertThat(trusted(prove(accepted)).isThisProcess()).isTrue();
    }
  }

  @Test
  void closedConnectionIsUnproved() throws IOException {
    try (ServerSocket server = listen("127.0.0.1")) {
      new Socket(server.getInetAddress(), server.getLocalPort()).close();
      try (Socket accepted = server.accept()) {
        assertThat(accepted.getInputStream().read()).isEqualTo(-1);

        assertThat(prove(accepted)).isInstanceOf(Unproved.class);
      }
    }
  }

  @Test
  void childProcessIsNamed() throws Exception {
    Requirement.program("/bin/bash");
    try (ServerSocket server = listen("127.0.0.1");
        ChildProcess child = connect(server, "/bin/bash");
        Socket accepted = server.accept()) {

      PeerIdentity peer = trusted(prove(accepted));

      assertThat(peer.pid()).hasValue(child.pid());
      assertThat(peer.command()).contains("bash");
      assertThat(peer.isThisProcess()).isFalse();
    }
  }

  @Test
  void childProcessWithTheNameOfABrowserIsOne(@TempDir Path directory) throws Exception {
    Requirement.program("/bin/bash");
    Path browser =
        Files.createSymbolicLink(directory.resolve("chromium-browser"), Path.of("/bin/bash"));
    try (ServerSocket server = listen("127.0.0.1");
        ChildProcess child = connect(server, browser.toString());
        Socket accepted = server.accept()) {
      Files.delete(browser);

      PeerIdentity peer = trusted(prove(accepted));

      assertThat(peer.pid()).hasValue(child.pid());
      assertThat(peer.command()).contains("chromium-browse");
      assertThat(peer.isWebBrowser()).isTrue();
    }
  }

  @Test
  void processOfAnotherUserIsUnproved() throws Exception {
    requireNobody();
    try (ServerSocket server = listen("127.0.0.1");
        ChildProcess child = connect(server, asNobody("/bin/bash"));
        Socket accepted = server.accept()) {

      assertThat(prove(accepted))
          .as("proof of child %d", child.pid())
          .isEqualTo(new Unproved("uid 65534 is neither ours nor root", OptionalLong.of(NOBODY)));
    }
  }

  @Test
  void processOfATrustedUserIsNamed() throws Exception {
    requireNobody();
    PeerTrust trusting = PeerTrust.ofThisProcess(TrustedUsers.ofUsers("4242"));
    try (ServerSocket server = listen("127.0.0.1");
        ChildProcess child = connect(server, as(4242, "/bin/bash"));
        Socket accepted = server.accept()) {

      PeerIdentity peer = trusted(prove(trusting, accepted));

      assertThat(peer.uid()).isEqualTo(4242);
      assertThat(peer.pid()).hasValue(child.pid());
      assertThat(prove(accepted)).isInstanceOf(Unproved.class);
    }
  }

  /** The row of a closed client reads as root's. */
  @Test
  void anotherUserWhoWritesAndClosesAtOnceIsUnproved() throws Exception {
    requireNobody();
    try (ServerSocket server = listen("127.0.0.1")) {
      for (int i = 0; i < 10; i++) {
        String script = "printf 'stop\\n' > /dev/tcp/127.0.0.1/" + server.getLocalPort();
        try (ChildProcess child = ChildProcess.of(asNobody("/bin/bash", "-c", script));
            Socket accepted = server.accept()) {
          assertThat(accepted.getInputStream().readNBytes(5))
              .isEqualTo("stop\n".getBytes(US_ASCII));
          child.awaitEnd();

          assertThat(prove(accepted)).isInstanceOf(Unproved.class);
        }
      }
    }
  }

  /** As a container of the same pod sees us: one network, other processes. */
  @Test
  void processOutsideOurPidNamespaceIsUnproved() throws Exception {
    Requirement.root();
    Requirement.program("/usr/bin/unshare");
    List<String> command =
        new ArrayList<>(List.of("/usr/bin/unshare", "--pid", "--fork", "--mount-proc"));
    command.addAll(ChildProcess.javaCommand(ProvingProcess.class));
    try (ChildProcess inside = ChildProcess.of(command.toArray(String[]::new))) {
      int port = Integer.parseInt(inside.line());

      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(inside.line())
            .contains("no process of ours holds it: another container or a port forward");
        assertThat(client.isConnected()).isTrue();
      }
      inside.awaitEnd();
    }
  }

  private PeerProof prove(Socket accepted) {
    return prove(trust, accepted);
  }

  private static PeerProof prove(PeerTrust trust, Socket accepted) {
    return trust.prove(
        (InetSocketAddress) accepted.getRemoteSocketAddress(),
        (InetSocketAddress) accepted.getLocalSocketAddress());
  }

  private static PeerIdentity trusted(PeerProof proof) {
    return assertThat(proof).asInstanceOf(type(Trusted.class)).actual().peer();
  }

  private static ServerSocket listen(String address) throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName(address));
    server.setSoTimeout(20_000);
    return server;
  }

  private static ChildProcess connect(ServerSocket server, String... shell) throws IOException {
    List<String> command = new ArrayList<>(Arrays.asList(shell));
    command.addAll(List.of("-c", CONNECT_AND_WAIT.formatted(server.getLocalPort())));
    return ChildProcess.of(command.toArray(String[]::new));
  }

  private static void requireNobody() {
    Requirement.root();
    Requirement.program("/usr/bin/setpriv");
  }

  private static String[] asNobody(String... command) {
    return as(NOBODY, command);
  }

  private static String[] as(long uid, String... command) {
    List<String> whole =
        new ArrayList<>(List.of("/usr/bin/setpriv", "--reuid=" + uid, "--clear-groups"));
    whole.addAll(Arrays.asList(command));
    return whole.toArray(String[]::new);
  }

  private static boolean hasIpv6() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .anyMatch(address -> address.isLoopbackAddress() && address instanceof Inet6Address);
  }
}
