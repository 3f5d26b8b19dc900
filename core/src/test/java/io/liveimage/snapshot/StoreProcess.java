package io.liveimage.snapshot;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM of its own that works on a store, perhaps under a tool, and says on stdout what it did. */
final class StoreProcess {

  private static final long PATIENCE_SECONDS = 60;

  private StoreProcess() {}

  /** Starts {@link #main} with the tool's command line, if any, before it. */
  static Process start(List<String> tool, String action, Path images) throws IOException {
    return start(tool, System.getProperty("java.class.path"), action, images);
  }

  private static Process start(List<String> tool, String classPath, String action, Path images)
      throws IOException {
    var command = new ArrayList<>(tool);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(classPath);
    command.addAll(List.of(StoreProcess.class.getName(), action, images.toString()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  /** Runs the process to its end and returns what it said, without log lines. */
  static List<String> run(List<String> tool, String action, Path images)
      throws IOException, InterruptedException {
    return answers(start(tool, action, images));
  }

  /** Runs the process with a library missing on its class path. */
  static List<String> runWithout(String library, String action, Path images)
      throws IOException, InterruptedException {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains(library))
            .collect(Collectors.joining(File.pathSeparator));
    return answers(start(List.of(), classPath, action, images));
  }

  private static List<String> answers(Process process) throws InterruptedException {
    List<String> lines = process.inputReader().lines().filter(StoreProcess::isAnswer).toList();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("The process did not end: " + lines);
    }
    return lines;
  }

  static boolean isAnswer(String line) {
    return line.startsWith("> ");
  }

  /** Skips the test if the machine cannot run it, which is a failure where it must. */
  static void require(boolean possible, String reason) {
    if (!possible && "1".equals(System.getenv("LIVEIMAGE_CI"))) {
      throw new AssertionError("LIVEIMAGE_CI=1 skips nothing: " + reason);
    }
    assumeTrue(possible, reason);
  }

  /** Returns whether a command can be run here and succeeds. */
  static boolean succeeds(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** What both sides know of image n: its sections, more of them the larger n, up to four. */
  static List<Section> sections(long seed) {
    var sections = new ArrayList<Section>();
    sections.add(Section.of("seed", StateCodec.text("txt"), Long.toString(seed)));
    for (int i = 0; i < seed % 4; i++) {
      byte[] content = new byte[100_000];
      Arrays.fill(content, (byte) (seed + i));
      sections.add(
          new Section(
              "bulk" + i,
              new SectionFormat("raw", 1, "bytes", 1, "bin"),
              OptionalLong.empty(),
              Content.of(content)));
    }
    return sections;
  }

  /** Returns the seed of an image after checking that it has what {@link #sections} says. */
  static long seed(Snapshot image) {
    List<Section> found =
        image.sectionNames().stream().map(name -> image.section(name).orElseThrow()).toList();
    long seed = Long.parseLong(found.get(0).decode(StateCodec.text("txt")));
    if (!encoded(found).equals(encoded(sections(seed)))) {
      throw new AssertionError("Image " + image.generation() + " has wrong data: " + found);
    }
    return seed;
  }

  private static List<List<Object>> encoded(List<Section> sections) {
    return sections.stream().map(Encoding::of).toList();
  }

  /**
   * Does one of: {@code write} (image 2, then opens the newest), {@code write-many} (until killed),
   * {@code open} (the newest).
   *
   * @param arguments the action and the directory of images
   */
  public static void main(String[] arguments) {
    SnapshotStore store = SnapshotStore.directory(Path.of(arguments[1]));
    switch (arguments[0]) {
      case "write" -> {
        write(store, 2);
        open(store);
      }
      case "write-many" -> writeMany(store);
      case "open" -> open(store);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void writeMany(SnapshotStore store) {
    store.open(StartFrom.NEWEST);
    for (long seed = 1; true; seed++) {
      say("written " + save(store, seed).generation());
    }
  }

  private static Snapshot save(SnapshotStore store, long seed) {
    Snapshot image = store.write(new Draft("test", 0, sections(seed)), WriteProgress.NONE);
    store.prune(5, 0);
    return image;
  }

  private static void write(SnapshotStore store, long seed) {
    try {
      save(store, seed);
      say("written " + seed);
    } catch (SnapshotException e) {
      say("failed " + seed + " " + e.getMessage());
    }
  }

  private static void open(SnapshotStore store) {
    try {
      say(store.open(StartFrom.NEWEST).map(image -> "opened " + seed(image)).orElse("nothing"));
    } catch (SnapshotException e) {
      say("not opened " + e.getMessage());
    }
  }

  private static void say(String what) {
    System.out.println("> " + what);
    System.out.flush();
  }
}
