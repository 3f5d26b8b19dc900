package io.liveimage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedUsersTest {
  @TempDir Path etc;
  private Accounts accounts;

  @BeforeEach
  void machine() throws IOException {
    Requirement.unixFiles();
    Requirement.program("/bin/sh");
    Files.writeString(
        etc.resolve("passwd"),
        """
        root:x:0:0:root:/root:/bin/bash
        ann:x:1001:1001::/home/ann:/bin/sh
        bob:x:1002:500::/home/bob:/bin/sh
        1003:x:7001:7001:a name of digits::
        nobody:x:65534:65534:::
        +::::::
        """);
    Files.writeString(
        etc.resolve("group"),
        """
        root:x:0:
        operators:x:500:ann,lea,ghost,nobody
        empty:x:501:
        """);
    accounts = Accounts.of(etc, nameService().toString());
  }

  /** Knows one user and one group that the files do not. */
  private Path nameService() throws IOException {
    Path getent = etc.resolve("getent");
    Files.writeString(
        getent,
        """
        #!/bin/sh
        case "$1 $2" in
          "passwd lea") echo "lea:*:90001:90001:Lea:/home/lea:/bin/sh" ;;
          "group admins") echo "admins:*:90500:lea,bob" ;;
          *) exit 2 ;;
        esac
        """);
    Files.setPosixFilePermissions(getent, PosixFilePermissions.fromString("rwx------"));
    return getent;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ann|[1001]",
        "ann, bob|[1001, 1002]",
        " bob ,, 1001 |[1001, 1002]",
        "4242|[4242]",
        "4294967294|[4294967294]",
        "1003|[7001]",
        "lea|[90001]",
        "root|[0]"
      })
  void usersAreNamedOrNumbered(String names, String uids) {
    assertThat(TrustedUsers.ofUsers(names, accounts)).hasToString("TrustedUsers" + uids);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "operators|[1001, 1002, 90001]",
        "500|[1001, 1002, 90001]",
        "admins|[1002, 90001]",
        "1001|[1001]",
        "empty|[]"
      })
  void groupsAreTheirMembersAndThoseWhoseOwnGroupItIs(String names, String uids) {
    assertThat(TrustedUsers.ofGroups(names, accounts)).hasToString("TrustedUsers" + uids);
  }

  @ParameterizedTest
  @ValueSource(strings = {"eve", "Ann", "-1", "--help", "4294967295", "99999999999", "a b", "+"})
  void unknownUserIsAnError(String name) {
    assertThatThrownBy(() -> TrustedUsers.ofUsers("ann," + name, accounts))
        .isInstanceOf(UnknownAccountException.class)
        .hasMessage("there is no user " + name);
  }

  @Test
  void unknownGroupIsAnError() {
    assertThatThrownBy(() -> TrustedUsers.ofGroups("operators, wheel", accounts))
        .isInstanceOf(UnknownAccountException.class)
        .hasMessage("there is no group wheel");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "65534"})
  void userThatStandsForAnybodyIsAnError(String name) {
    assertThatThrownBy(() -> TrustedUsers.ofUsers(name, accounts))
        .isInstanceOf(UnknownAccountException.class)
        .hasMessage("user %s is uid 65534, which stands for anybody", name);
  }

  @Test
  void listWithoutANameIsAnError() {
    assertThatThrownBy(() -> TrustedUsers.ofUsers(" , ", accounts))
        .isInstanceOf(UnknownAccountException.class)
        .hasMessage("there is no name in it");
  }

  @Test
  void machineWithoutANameServiceHasItsFilesOnly() {
    Accounts files = Accounts.of(etc, etc.resolve("missing").toString());

    assertThat(TrustedUsers.ofUsers("ann", files)).hasToString("TrustedUsers[1001]");
    assertThatThrownBy(() -> TrustedUsers.ofUsers("lea", files))
        .isInstanceOf(UnknownAccountException.class);
  }

  @Test
  void bothListsAreTrusted() {
    TrustedUsers both =
        TrustedUsers.ofUsers("4242", accounts).and(TrustedUsers.ofGroups("admins", accounts));

    assertThat(both).hasToString("TrustedUsers[1002, 4242, 90001]");
    assertThat(both.contains(4242)).isTrue();
    assertThat(both.contains(1001)).isFalse();
  }

  @Test
  void accountsOfThisMachineAreKnown() {
    assertThat(TrustedUsers.ofUsers("root")).hasToString("TrustedUsers[0]");
    assertThatThrownBy(() -> TrustedUsers.ofUsers("no-such-user-here"))
        .isInstanceOf(UnknownAccountException.class);
  }
}
