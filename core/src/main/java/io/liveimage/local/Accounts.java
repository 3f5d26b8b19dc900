package io.liveimage.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The users and groups of this machine: the files {@code passwd} and {@code group}, and for what is
 * not there the name service (LDAP and the like), which is asked with {@code getent}.
 */
final class Accounts {
  private static final long NO_ID = 0xFFFF_FFFFL;
  private static final int SECONDS_TO_ANSWER = 5;

  private final Path passwd;
  private final Path group;
  private final @Nullable String getent;

  private Accounts(Path directory, @Nullable String getent) {
    this.passwd = directory.resolve("passwd");
    this.group = directory.resolve("group");
    this.getent = getent;
  }

  static Accounts ofThisMachine() {
    return of(Path.of("/etc"), "getent");
  }

  /** Without the name service, which may keep us waiting. */
  static Accounts ofFiles() {
    return new Accounts(Path.of("/etc"), null);
  }

  static Accounts of(Path directory, String getent) {
    return new Accounts(directory, getent);
  }

  /** Returns the uid of a user; a number that is no name is one itself. */
  OptionalLong user(String nameOrId) {
    Optional<String[]> entry = entry(passwd, nameOrId);
    return entry.isPresent() ? id(entry.get()) : number(nameOrId);
  }

  /** Returns the uids of those who have the group as their own, and of its further members. */
  Optional<Set<Long>> group(String nameOrId) {
    Optional<String[]> entry = entry(group, nameOrId);
    OptionalLong gid = entry.isPresent() ? id(entry.get()) : number(nameOrId);
    if (gid.isEmpty()) {
      return Optional.empty();
    }
    Stream<Long> members = entry.stream().flatMap(this::members);
    return Optional.of(
        Stream.concat(owners(gid.getAsLong()), members).collect(toUnmodifiableSet()));
  }

  private Stream<Long> members(String[] group) {
    return list(group[3]).stream().map(this::user).flatMapToLong(OptionalLong::stream).boxed();
  }

  private Stream<Long> owners(long gid) {
    return entries(passwd, fields -> fields[3].equals(Long.toString(gid))).stream()
        .map(Accounts::id)
        .flatMapToLong(OptionalLong::stream)
        .boxed();
  }

  static List<String> list(String names) {
    return Arrays.stream(names.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** By name first, as the system's own tools do it: a name may be all digits. */
  private Optional<String[]> entry(Path file, String nameOrId) {
    List<String[]> named = entries(file, fields -> fields[0].equals(nameOrId));
    if (named.isEmpty()) {
      named = entries(file, fields -> fields[2].equals(nameOrId));
    }
    return named.isEmpty() ? ask(file, nameOrId) : Optional.of(named.get(0));
  }

  private static List<String[]> entries(Path file, Predicate<String[]> wanted) {
    try (Stream<String> lines = Files.lines(file, ISO_8859_1)) {
      return lines.map(Accounts::fields).filter(f -> f.length >= 4).filter(wanted).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String[] fields(String line) {
    return line.strip().split(":", -1);
  }

  private Optional<String[]> ask(Path file, String nameOrId) {
    if (getent == null || nameOrId.startsWith("-")) {
      return Optional.empty();
    }
    try {
      Process asked =
          new ProcessBuilder(getent, file.getFileName().toString(), nameOrId)
              .redirectInput(Redirect.from(new File("/dev/null")))
              .redirectError(Redirect.DISCARD)
              .start();
      return answer(asked).map(Accounts::fields).filter(fields -> fields.length >= 4);
    } catch (IOException e) {
      return Optional.empty(); // there is no such program, so there is no name service
    }
  }

  private static Optional<String> answer(Process asked) throws IOException {
    try (InputStream output = asked.getInputStream()) {
      boolean known = asked.waitFor(SECONDS_TO_ANSWER, TimeUnit.SECONDS) && asked.exitValue() == 0;
      return known
          ? new String(output.readAllBytes(), UTF_8).lines().findFirst()
          : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      asked.destroyForcibly();
    }
  }

  private static OptionalLong id(String[] entry) {
    return number(entry[2]);
  }

  private static OptionalLong number(String text) {
    if (!text.matches("\\d{1,10}")) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(text);
    return number < NO_ID ? OptionalLong.of(number) : OptionalLong.empty();
  }
}
