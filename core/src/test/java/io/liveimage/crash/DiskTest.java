package io.liveimage.crash;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whether the model loses what a Linux file system may lose, and nothing else. */
class DiskTest {

  private final Disk disk = new Disk(Tree.EMPTY);
  private final Path home = disk.home();
  private final Path file = home.resolveSibling("file");

  @Test
  void losesWhatWasNotForcedInWholeOrInPart() throws IOException {
    try (var channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      forceDirectory();

      channel.write(bytes("abcd"));

      assertThat(contents()).containsExactlyInAnyOrder("", "....", "..cd", "ab", "abcd");
    }
  }

  @Test
  void keepsWhatWasForced() throws IOException {
    try (var channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      channel.write(bytes("abcd"));
      channel.force(false);
      forceDirectory();

      assertThat(contents()).containsExactly("abcd");
    }
  }

  @Test
  void losesTheNameOfAFileWhoseDirectoryWasNotForced() throws IOException {
    try (var channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      channel.write(bytes("abcd"));
      channel.force(true);

      assertThat(contents()).containsExactlyInAnyOrder("none", "abcd");
    }
  }

  @Test
  void keepsNothingForSureAfterAForceThatFailed() throws IOException {
    try (var channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      forceDirectory();
      channel.write(bytes("ab"));
      disk.failingAt(disk.operationCount());

      assertThatThrownBy(() -> channel.force(false)).isInstanceOf(IOException.class);
      channel.write(bytes("cd"));
      channel.force(false);

      assertThat(contents()).containsExactlyInAnyOrder("..cd", ".bcd", "a.cd", "abcd");
    }
  }

  @Test
  void renamesInOneStepOrNotAtAll() throws IOException {
    Files.write(file, new byte[] {'a'});
    try (var channel = FileChannel.open(file, WRITE)) {
      channel.force(true);
    }
    forceDirectory();

    Files.move(file, file.resolveSibling("other"));

    assertThat(survivors())
        .extracting(tree -> tree.files().keySet().toString())
        .containsExactlyInAnyOrder("[/file]", "[/other]");
  }

  @Test
  void samplesWhatIsTooMuchToBeEnumerated() throws IOException {
    try (var channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      forceDirectory();
      for (int i = 0; i < 6; i++) {
        channel.write(bytes("abcd"));
      }
    }

    var loss = new PowerLoss(disk, disk.operationCount());

    assertThat(loss.survivors()).hasSizeGreaterThan(PowerLoss.ALL / 2).contains(disk.tree());
    assertThat(loss.isSampled()).isTrue();
  }

  private void forceDirectory() throws IOException {
    try (var channel = FileChannel.open(home.getParent(), READ)) {
      channel.force(true);
    }
  }

  private Set<Tree> survivors() {
    return new PowerLoss(disk, disk.operationCount()).survivors();
  }

  private Set<String> contents() {
    return survivors().stream().map(DiskTest::content).collect(Collectors.toSet());
  }

  /** Returns what is in the only file, with zeros as dots. */
  private static String content(Tree tree) {
    ByteBuffer content = tree.files().get("/file");
    return content == null
        ? "none"
        : US_ASCII.decode(content.duplicate()).toString().replace('\0', '.');
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }
}
