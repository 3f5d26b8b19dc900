package io.liveimage.local;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Other accounts of this machine that may speak to this process, such as an operator's own. They
 * are looked up once, when an instance is made: who joins a group later is not in it. Immutable and
 * thread-safe.
 */
public final class TrustedUsers {
  /** Nobody but this process's own user and root. */
  public static final TrustedUsers NONE = new TrustedUsers(Set.of());

  private final Set<Long> uids;

  private TrustedUsers(Set<Long> uids) {
    this.uids = Set.copyOf(uids);
  }

  /**
   * Looks up users in {@code /etc/passwd} and, for what is not there, with {@code getent}; may
   * block for five seconds for each name.
   *
   * @param names names or uids, separated by commas; a uid need not have a name
   * @return the users
   * @throws UnknownAccountException if one is not known, or is {@code nobody}, who stands for
   *     anybody
   */
  public static TrustedUsers ofUsers(String names) {
    return ofUsers(names, Accounts.ofThisMachine());
  }

  static TrustedUsers ofUsers(String names, Accounts accounts) {
    return new TrustedUsers(
        Set.copyOf(named(names).stream().map(name -> user(name, accounts)).toList()));
  }

  /**
   * Looks up the members of groups, as {@link #ofUsers} does: the users in {@code /etc/passwd} that
   * have the group as their own, and those it lists.
   *
   * @param names names or gids, separated by commas
   * @return the members; {@code nobody} is left out
   * @throws UnknownAccountException if a group is not known
   */
  public static TrustedUsers ofGroups(String names) {
    return ofGroups(names, Accounts.ofThisMachine());
  }

  static TrustedUsers ofGroups(String names, Accounts accounts) {
    Set<Long> members = new HashSet<>();
    for (String name : named(names)) {
      members.addAll(
          accounts
              .group(name)
              .orElseThrow(() -> new UnknownAccountException("there is no group " + name)));
    }
    members.remove(UserIds.USUAL_OVERFLOW_UID);
    return new TrustedUsers(members);
  }

  /**
   * Returns these users and others.
   *
   * @param others more users
   * @return all of them
   */
  public TrustedUsers and(TrustedUsers others) {
    Set<Long> all = new HashSet<>(uids);
    all.addAll(others.uids);
    return new TrustedUsers(all);
  }

  boolean contains(long uid) {
    return uids.contains(uid);
  }

  /** Returns the uids, for a log line. */
  @Override
  public String toString() {
    return "TrustedUsers" + uids.stream().sorted().toList();
  }

  private static List<String> named(String names) {
    List<String> list = Accounts.list(requireNonNull(names, "names"));
    if (list.isEmpty()) {
      throw new UnknownAccountException("there is no name in it");
    }
    return list;
  }

  private static long user(String name, Accounts accounts) {
    long uid =
        accounts
            .user(name)
            .orElseThrow(() -> new UnknownAccountException("there is no user " + name));
    if (uid == UserIds.USUAL_OVERFLOW_UID) {
      throw new UnknownAccountException(
          "user %s is uid %d, which stands for anybody".formatted(name, uid));
    }
    return uid;
  }
}
