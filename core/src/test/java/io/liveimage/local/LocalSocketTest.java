package io.liveimage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.liveimage.local.PeerProof.Trusted;
import io.liveimage.local.PeerProof.Unproved;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSocketTest {
  private final PeerTrust trust = PeerTrust.ofThisProcess();
  @TempDir Path given;
  private Path home;
  private LocalSocket socket;

  @BeforeEach
  void realPath() throws IOException {
    Requirement.unixFiles();
    Requirement.require(LocalSocket.isSupported(), "unix-domain sockets");
    home = given.toRealPath().resolve(".liveimage");
  }

  @AfterEach
  void close() throws IOException {
    if (socket != null) {
      socket.close();
    }
  }

  private RunDirectory open(Path path) {
    RunDirectory directory = RunDirectory.open(path);
    socket = directory.openSocket("killport", trust);
    return directory;
  }

  /** Longer than a socket's path may be. */
  private Path deepHome() {
    return home.resolve("x".repeat(100)).resolve(".liveimage");
  }

  private static SocketChannel connect(Path path) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  @Test
  void peerIsProvedByTheKernelAlsoAfterItHasClosed() throws IOException {
    try (RunDirectory directory = open(home)) {
      connect(directory.path().resolve("killport.sock")).close();
      try (SocketChannel accepted = socket.channel().accept()) {
        PeerProof proof = socket.prove(accepted);

        long own = UserIds.read(Path.of("/proc")).own().orElseThrow();
        assertThat(proof).isEqualTo(new Trusted(PeerIdentity.ofUser(own)));
      }
    }
  }

  @Test
  void peerOfAnotherUserIsAStranger() throws Exception {
    assertThat(proofOf(4242, PeerTrust.ofThisProcess()))
        .asInstanceOf(type(Unproved.class))
        .extracting(Unproved::reason)
        .isEqualTo("uid 4242 is neither ours nor root");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4242})
  void peerOfATrustedUserIsTrusted(long uid) throws Exception {
    PeerTrust trusting = PeerTrust.ofThisProcess(TrustedUsers.ofUsers("4242,daemon"));

    assertThat(proofOf(uid, trusting)).isEqualTo(new Trusted(PeerIdentity.ofUser(uid)));
  }

  private PeerProof proofOf(long uid, PeerTrust trusting) throws Exception {
    Requirement.root();
    Requirement.program("/usr/bin/setpriv");
    Requirement.program("/bin/nc");
    try (RunDirectory directory = RunDirectory.open(home)) {
      socket = directory.openSocket("killport", trusting);
      letEverybodyIn(directory);
      try (ChildProcess child = netcat(uid, socket.path());
          SocketChannel accepted = socket.channel().accept()) {
        assertThat(child.pid()).isPositive();
        return socket.prove(accepted);
      }
    }
  }

  /** As nobody should: the directory keeps others out by itself. */
  private void letEverybodyIn(RunDirectory directory) throws IOException {
    for (Path path : List.of(socket.path(), directory.path(), given)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
  }

  private static ChildProcess netcat(long uid, Path door) throws IOException {
    return ChildProcess.of(
        "/usr/bin/setpriv", "--reuid=" + uid, "--clear-groups", "/bin/nc", "-U", door.toString());
  }

  @Test
  void fileIsForItsOwnerOnlyAndGoneWithTheDirectory() throws IOException {
    Path file = home.resolve("killport.sock");
    try (RunDirectory directory = open(home)) {
      assertThat(socket.path()).isEqualTo(file);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(directory.path()).isEqualTo(home);
    }

    assertThat(file).doesNotExist();
  }

  @Test
  void socketWithALongPathIsInAShortPrivateDirectory() throws IOException {
    Path link = deepHome().resolve("killport.sock");
    Path place;
    try (RunDirectory directory = open(deepHome())) {
      place = socket.path();
      assertThat(place.toString().length()).isLessThanOrEqualTo(100);
      assertThat(Files.readSymbolicLink(link)).isEqualTo(place);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place.getParent())))
          .isEqualTo("rwx------");
      try (SocketChannel peer = connect(place);
          SocketChannel accepted = socket.channel().accept()) {
        assertThat(socket.prove(accepted)).isInstanceOf(Trusted.class);
        assertThat(peer.isConnected()).isTrue();
      }
      assertThat(directory.path()).isEqualTo(deepHome());
    }

    assertThat(link).doesNotExist();
    assertThat(place.getParent()).doesNotExist();
  }

  @Test
  void socketOfAKilledPredecessorIsRemovedWhereverItIs() throws Exception {
    for (Path path : List.of(home, deepHome())) {
      Path left;
      try (ChildProcess killed =
          ChildProcess.java(HoldingProcess.class, path.toString(), "killport")) {
        assertThat(killed.line()).startsWith("holds ");
        killed.kill();
        left = path.resolve("killport.sock").toRealPath();
      }

      RunDirectory.open(path).close();

      assertThat(left).doesNotExist();
      assertThat(path.resolve("killport.sock")).doesNotExist();
      try (RunDirectory directory = open(path)) {
        assertThat(Files.exists(path.resolve("killport.sock"), LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(directory.path()).isEqualTo(path);
      }
      socket.close();
    }
  }

  @Test
  void linkToSomewhereElseIsRemovedAndNotFollowed() throws IOException {
    RunDirectory.open(home).close();
    Path precious = Files.createDirectory(given.resolve("mine")).resolve("killport.sock");
    Files.writeString(precious, "not a socket");
    Files.createSymbolicLink(home.resolve("killport.sock"), precious);

    open(home).close();

    assertThat(precious).hasContent("not a socket");
  }

  @Test
  void placeThatIsNotOursIsPassedOver() throws IOException {
    Path open = Files.createDirectory(given.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path good = Path.of(System.getProperty("java.io.tmpdir"));
    Path wanted = Files.createDirectories(deepHome()).resolve("killport.sock");

    Path place = SocketFile.place(wanted, List.of(given.resolve("missing"), open, good));

    assertThat(place).startsWithRaw(good.toRealPath());
    try (Stream<Path> left = Files.list(open)) {
      assertThat(left).isEmpty();
    }
    SocketFile.delete(wanted);
    assertThat(place.getParent()).doesNotExist();
  }

  @Test
  void nameThatIsNoneIsRefused() {
    try (RunDirectory directory = RunDirectory.open(home)) {
      assertThatThrownBy(() -> directory.openSocket("../x", trust))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> directory.write("x.sock", new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
