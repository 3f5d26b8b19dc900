package io.liveimage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.liveimage.local.PeerProof.Trusted;
import io.liveimage.local.PeerProof.Unproved;
import io.liveimage.local.PeerTrust.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerTrustTest {
  private static final InetSocketAddress PEER = address("127.0.0.1", 0xB001);
  private static final InetSocketAddress SELF = address("127.0.0.1", 6666);
  private static final String PEER_COLUMN = "0100007F:B001";
  private static final String SELF_COLUMN = "0100007F:1A0A";

  @TempDir Path directory;
  private FakeProc proc;

  @BeforeEach
  void littleEndianMachine() throws IOException {
    Requirement.unixFiles();
    Requirement.require(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "little-endian words");
    proc = new FakeProc(directory);
  }

  @Test
  void ownUserWithAVisibleProcessIsTrusted() throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, "01", 1000, 77).process("15413", "nc", 76, 77);

    PeerProof proof = proc.prove(PEER, SELF);

    assertThat(proof)
        .isEqualTo(
            new Trusted(new PeerIdentity(1000, OptionalLong.of(15413), Optional.of("nc"), false)));
  }

  @Test
  void ownUserWithoutAVisibleProcessIsUnproved() throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, "01", 1000, 77).process("15413", "nc", 76);

    assertUnproved(proc.prove(PEER, SELF))
        .isEqualTo(
            new Unproved(
                "no process of ours holds it: another container or a port forward",
                OptionalLong.of(1000)));
  }

  @Test
  void anotherUserIsUnprovedAndNamed() throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, "01", 1001, 77).process("15413", "nc", 77);

    assertUnproved(proc.prove(PEER, SELF))
        .isEqualTo(new Unproved("uid 1001 is neither ours nor root", OptionalLong.of(1001)));
  }

  @Test
  void trustedUserIsTrustedThoughItsProcessesAreHidden() throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, "01", 1001, 77);
    PeerTrust trust = proc.trust(TrustedUsers.ofUsers("1002,1001"));

    assertThat(trust.prove(PEER, SELF))
        .isEqualTo(new Trusted(new PeerIdentity(1001, OptionalLong.empty(), Optional.empty())));
  }

  @Test
  void trustedUserIsHeldToAVisibleProcessWhenWeAreRoot() throws IOException {
    TrustedUsers operator = TrustedUsers.ofUsers("1001");
    proc.effectiveUid(0).tcp(PEER_COLUMN, SELF_COLUMN, "01", 1001, 77);
    assertUnproved(proc.trust(operator).prove(PEER, SELF))
        .isEqualTo(
            new Unproved("no process of uid 1001 that we can see holds it", OptionalLong.of(1001)));

    proc.process("9", "nc", 77);

    assertThat(proc.trust(operator).prove(PEER, SELF))
        .isEqualTo(
            new Trusted(new PeerIdentity(1001, OptionalLong.of(9), Optional.of("nc"), false)));
  }

  @Test
  void usersThatAreNotNamedStayStrangersAmongTrustedOnes() throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, "01", 1003, 77);
    PeerTrust trust = proc.trust(TrustedUsers.ofUsers("1001"));

    assertUnproved(trust.prove(PEER, SELF));
    assertUnproved(trust.proveByUid(1003, 1000));
    assertThat(trust.proveByUid(1001, 1000)).isInstanceOf(Trusted.class);
  }

  @Test
  void uidThatStandsForAnybodyIsNotTrustedWhoeverSaysIt() throws IOException {
    PeerTrust trust = proc.insideUserNamespace().trust();

    assertUnproved(trust.proveByUid(65534, 1000));
    assertUnproved(trust.proveByUid(65534, 65534));
    assertThat(trust.proveByUid(1000, 1000)).isInstanceOf(Trusted.class);
  }

  @Test
  void rootIsTrustedThoughItsProcessesAreHidden() throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, "01", 0, 77);

    assertThat(proc.prove(PEER, SELF))
        .isEqualTo(new Trusted(new PeerIdentity(0, OptionalLong.empty(), Optional.empty())));
  }

  @Test
  void rootIsHeldToAVisibleProcessWhenWeAreRoot() throws IOException {
    proc.effectiveUid(0).tcp(PEER_COLUMN, SELF_COLUMN, "01", 0, 77);

    assertUnproved(proc.prove(PEER, SELF));
    assertThat(proc.process("9", "socat", 77).prove(PEER, SELF)).isInstanceOf(Trusted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"04", "05"})
  void peerThatHasSentItsEndOfFileIsTrustedWhileAProcessHasIt(String state) throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, state, 1000, 77).process("15413", "nc", 77);

    assertThat(proc.prove(PEER, SELF)).isInstanceOf(Trusted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"01", "04", "05", "06"})
  void closedPeerThatReadsAsRootIsUnproved(String state) throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, state, 0, 0);

    assertUnproved(proc.prove(PEER, SELF))
        .extracting(Unproved::reason)
        .isEqualTo("/127.0.0.1:45057 has closed its end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"02", "03", "06", "07", "08", "09", "0A", "0B"})
  void otherStatesProveNothing(String state) throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, state, 1000, 77).process("15413", "nc", 77);

    assertUnproved(proc.prove(PEER, SELF));
  }

  @Test
  void ourOwnEndIsNotThePeers() throws IOException {
    proc.tcp(SELF_COLUMN, PEER_COLUMN, "01", 1000, 77).process("15413", "java", 77);

    assertUnproved(proc.prove(PEER, SELF))
        .extracting(Unproved::reason)
        .asString()
        .contains("lists no connection from /127.0.0.1:45057");
  }

  @Test
  void ipv4PeerOfADualStackSocketIsFound() throws IOException {
    proc.tcp6(mapped(PEER_COLUMN), mapped(SELF_COLUMN), "01", 1000, 77).process("5", "java", 77);

    assertThat(proc.prove(PEER, SELF)).isInstanceOf(Trusted.class);
  }

  @Test
  void ipv6PeerIsFound() throws IOException {
    String loopback = "00000000000000000000000001000000:";
    proc.tcp6(loopback + "B001", loopback + "1A0A", "01", 1000, 77).process("5", "nc", 77);

    assertThat(proc.prove(address("::1", 0xB001), address("::1", 6666)))
        .isInstanceOf(Trusted.class);
  }

  @Test
  void kernelWithoutIpv6IsNoObstacle() throws IOException {
    proc.without("net/tcp6");

    assertUnproved(proc.prove(PEER, SELF));
    proc.tcp(PEER_COLUMN, SELF_COLUMN, "01", 1000, 77).process("5", "nc", 77);
    assertThat(proc.prove(PEER, SELF)).isInstanceOf(Trusted.class);
  }

  @Test
  void twoSocketsThatClaimOneAddressAreUnproved() throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, "01", 1000, 77)
        .tcp(PEER_COLUMN, SELF_COLUMN, "01", 1001, 78)
        .process("5", "nc", 77);

    assertUnproved(proc.prove(PEER, SELF))
        .extracting(Unproved::reason)
        .isEqualTo("several sockets claim to be /127.0.0.1:45057");
  }

  @Test
  void overflowUidIsNobodyInsideAUserNamespace() throws IOException {
    proc.effectiveUid(65534).tcp(PEER_COLUMN, SELF_COLUMN, "01", 65534, 77).process("5", "nc", 77);

    assertThat(proc.prove(PEER, SELF)).isInstanceOf(Trusted.class);
    assertUnproved(proc.insideUserNamespace().prove(PEER, SELF))
        .isEqualTo(
            new Unproved(
                "uid 65534 may be anybody outside this user namespace", OptionalLong.of(65534)));
  }

  @Test
  void unreadableUserNamespaceCountsAsOne() throws IOException {
    proc.effectiveUid(65534).tcp(PEER_COLUMN, SELF_COLUMN, "01", 65534, 77).process("5", "nc", 77);

    assertUnproved(
        proc.without("self/uid_map").without("sys/kernel/overflowuid").prove(PEER, SELF));
  }

  @Test
  void peerBeyondLoopbackIsUnprovedWhateverTheTableSays() throws IOException {
    proc.tcp("0501A8C0:B001", SELF_COLUMN, "01", 1000, 77).process("5", "nc", 77);

    assertUnproved(proc.prove(address("192.168.1.5", 0xB001), SELF))
        .extracting(Unproved::reason)
        .isEqualTo("/192.168.1.5:45057 is not a loopback address");
    assertUnproved(proc.prove(InetSocketAddress.createUnresolved("localhost", 1), SELF));
  }

  @Test
  void systemWithoutProcProvesNobody() {
    PeerTrust trust = new PeerTrust(directory.resolve("missing"), TrustedUsers.ofUsers("1001"));

    assertUnproved(trust.prove(PEER, SELF))
        .extracting(Unproved::reason)
        .asString()
        .startsWith("this system does not show who has a connection (Linux does): ");
  }

  @Test
  void hiddenOwnUidProvesNobody() throws IOException {
    proc.without("self/status").tcp(PEER_COLUMN, SELF_COLUMN, "01", 0, 77).process("5", "nc", 77);

    assertUnproved(proc.prove(PEER, SELF))
        .extracting(Unproved::reason)
        .isEqualTo("our own uid is unknown: /proc/self/status is hidden");
  }

  @Test
  void thisProcessIsKnownWhateverItsPidIsInProc() throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, "01", 1000, 77)
        .process("self", "java", 77)
        .process("1", "java", 77);

    assertThat(proc.prove(PEER, SELF))
        .asInstanceOf(type(Trusted.class))
        .matches(trusted -> trusted.peer().isThisProcess());
  }

  @Test
  void processThatVanishesWhileWeLookIsStillIdentifiedByItsPid() throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, "01", 1000, 77).process("5", "nc", 77).without("5/comm");

    assertThat(proc.prove(PEER, SELF))
        .isEqualTo(new Trusted(new PeerIdentity(1000, OptionalLong.of(5), Optional.empty())));
  }

  @Test
  void browserIsKnownByItsProgram() throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, "01", 1000, 77)
        .process("5", "ThreadPoolForeg", 77)
        .program("5", "/opt/google/chrome/chrome (deleted)");

    assertBrowser(proc.prove(PEER, SELF));
  }

  @Test
  void browserIsKnownByItsCommandLine() throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, "01", 1000, 77)
        .process("5", "anything", 77)
        .commandLine("5", "/usr/bin/firefox", "-P");

    assertBrowser(proc.prove(PEER, SELF));
  }

  @Test
  void applicationBuiltOnChromiumIsKnownByItsNetworkService() throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, "01", 1000, 77)
        .process("5", "code", 77)
        .program("5", "/usr/share/code/code")
        .commandLine("5", "/usr/share/code/code --utility-sub-type=network.mojom.NetworkService");

    assertBrowser(proc.prove(PEER, SELF));
  }

  @Test
  void manyConnectionsAreProvedTogetherAndInOrder() throws IOException {
    proc.tcp(PEER_COLUMN, SELF_COLUMN, "01", 1000, 77)
        .tcp("0500007F:B002", SELF_COLUMN, "01", 1001, 78)
        .tcp6(mapped("0100007F:B003"), mapped(SELF_COLUMN), "01", 1000, 79)
        .process("5", "nc", 77, 79);
    Connection own = new Connection(PEER, SELF);
    Connection foreign = new Connection(address("127.0.0.5", 0xB002), SELF);
    Connection mapped = new Connection(address("127.0.0.1", 0xB003), SELF);
    Connection remote = new Connection(address("10.0.0.1", 0xB004), SELF);

    Map<Connection, PeerProof> proofs =
        proc.trust().prove(List.of(remote, own, foreign, mapped, own));

    assertThat(proofs.keySet()).containsExactly(remote, own, foreign, mapped);
    assertThat(proofs.get(own)).isInstanceOf(Trusted.class);
    assertThat(proofs.get(mapped)).isInstanceOf(Trusted.class);
    assertUnproved(proofs.get(foreign)).extracting(Unproved::uid).isEqualTo(OptionalLong.of(1001));
    assertUnproved(proofs.get(remote));
    assertThat(proc.trust().prove(List.of())).isEmpty();
  }

  private static ObjectAssert<Unproved> assertUnproved(PeerProof proof) {
    return assertThat(proof).asInstanceOf(type(Unproved.class));
  }

  private static void assertBrowser(PeerProof proof) {
    assertThat(proof)
        .asInstanceOf(type(Trusted.class))
        .matches(trusted -> trusted.peer().isWebBrowser(), "is a web browser");
  }

  private static String mapped(String column) {
    return "0000000000000000FFFF0000" + column;
  }

  private static InetSocketAddress address(String host, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
