package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel is asked for in which order, and what happens when it refuses; by strace. */
class SystemCallsIT {

  private static final String CALLS = "trace=fsync,fdatasync,rename,renameat,renameat2";
  private static final Pattern FORCED = Pattern.compile("f(?:data)?sync\\(\\d+<(.*)>\\)\\s+= 0");
  private static final Pattern RENAMED =
      Pattern.compile("rename[a-z0-9]*\\(.*?\"(.*?)\",.*?\"(.*?)\".*\\)\\s+= 0");

  @TempDir Path home;
  private Path images;

  @BeforeEach
  void requireStrace() {
    images = home.resolve("images");
    StoreProcess.require(
        StoreProcess.succeeds("strace", "-f", "-o", "/dev/null", "true"),
        "strace is not installed, or may not trace");
  }

  @Test
  void forcesEveryFileBeforeTheManifestBeforeTheRenameBeforeTheDirectory() throws Exception {
    Path trace = home.resolve("trace");

    List<String> said = StoreProcess.run(strace(trace, CALLS), "write", images);

    assertThat(said).containsExactly("> written 2", "> opened 2");
    assertThat(events(trace))
        .containsExactly(
            "force .",
            "force .",
            "force images/.tmp-0000001/seed.txt",
            "force images/.tmp-0000001/bulk0.bin.zst",
            "force images/.tmp-0000001/bulk1.bin.zst",
            "force images/.tmp-0000001/MANIFEST.json",
            "force images/.tmp-0000001",
            "rename images/.tmp-0000001 to images/0000001",
            "force images");
  }

  /** What is forced: the name of the directory; three sections, the manifest and the new one. */
  @ParameterizedTest
  @CsvSource({
    "fsync:@2, 'section seed: '",
    "fsync:@3, 'section bulk0: '",
    "fsync:@4, 'section bulk1: '",
    "fsync:@5, ''",
    "fsync:@6, ''",
    "rename:@1, ''"
  })
  void keepsTheLastImageWhenTheDiskFailsOrTheProcessDiesBeforeTheImageHasItsName(
      String step, String what) throws Exception {
    writeFirstImage();

    assertThat(StoreProcess.run(strace(failing(step)), "write", images))
        .containsExactly(
            "> failed 2 Cannot save image 0000002 in "
                + images
                + ": "
                + what
                + "Input/output error. Older images are untouched",
            "> opened 1");
    assertThat(ImageNames.in(images)).containsExactly("0000001");

    assertThat(StoreProcess.run(strace(killing(step)), "write", images)).isEmpty();
    assertThat(StoreProcess.seed(openNewest())).isEqualTo(1);
    assertThat(ImageNames.in(images)).containsExactly("0000001");
  }

  @Test
  void keepsTheNewImageWhenItsNameCannotBeForced() throws Exception {
    writeFirstImage();

    assertThat(StoreProcess.run(strace(failing("fsync:@7")), "write", images))
        .containsExactly(
            "> failed 2 Image "
                + images.resolve("0000002")
                + " is complete, but may be lost in a power failure: cannot force "
                + images
                + " to disk: Input/output error",
            "> opened 2");

    assertThat(StoreProcess.run(strace(killing("fsync:@7")), "write", images)).isEmpty();
    assertThat(openNewest().generation()).isEqualTo(3);
  }

  private void writeFirstImage() {
    SnapshotStore.directory(images)
        .write(new Draft("test", 0, StoreProcess.sections(1)), WriteProgress.NONE);
  }

  private Snapshot openNewest() {
    return SnapshotStore.directory(images).open(StartFrom.NEWEST).orElseThrow();
  }

  private static String failing(String step) {
    return "inject=" + step.replace("@", "error=EIO:when=");
  }

  private static String killing(String step) {
    return "inject=" + step.replace("@", "signal=KILL:when=");
  }

  private List<String> strace(String injection) {
    return strace(home.resolve("trace"), CALLS, injection);
  }

  private static List<String> strace(Path trace, String... expressions) {
    var command = new ArrayList<>(List.of("strace", "-f", "-y", "-o", trace.toString()));
    for (String expression : expressions) {
      command.addAll(List.of("-e", expression));
    }
    return command;
  }

  private List<String> events(Path trace) throws Exception {
    var events = new ArrayList<String>();
    for (String line : Files.readAllLines(trace)) {
      Matcher forced = FORCED.matcher(line);
      Matcher renamed = RENAMED.matcher(line);
      if (forced.find()) {
        events.add("force " + relative(forced.group(1)));
      } else if (renamed.find()) {
        events.add("rename " + relative(renamed.group(1)) + " to " + relative(renamed.group(2)));
      }
    }
    return events;
  }

  private String relative(String path) throws Exception {
    String relative = home.toRealPath().relativize(Path.of(path)).toString();
    return relative.isEmpty() ? "." : relative;
  }
}
