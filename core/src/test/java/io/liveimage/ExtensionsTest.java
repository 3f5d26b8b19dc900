package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.liveimage.Lifecycle.State;
import io.liveimage.snapshot.StateCodec;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoThreadIsLeft.class)
class ExtensionsTest {
  private static final List<String> calls = new CopyOnWriteArrayList<>();

  @TempDir Path directory;

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  private final List<URLClassLoader> loaders = new ArrayList<>();

  @BeforeEach
  void forgetCalls() {
    calls.clear();
  }

  @AfterEach
  void giveTheLoaderBack() throws IOException {
    Thread.currentThread().setContextClassLoader(before);
    for (URLClassLoader loader : loaders) {
      loader.close();
    }
  }

  private Lifecycle.Builder host() {
    return Lifecycle.forTest(directory.resolve("home"))
        .name("notes")
        .component("db", new RecordingComponent("db", calls));
  }

  /** Makes the class path of a host: services files, and other empty files. */
  private void classPath(List<Class<?>> services, String... resources) throws IOException {
    Path root = Files.createDirectories(directory.resolve("classes"));
    Path file = root.resolve("META-INF/services/" + LifecycleExtension.class.getName());
    Files.createDirectories(file.getParent());
    Files.write(file, services.stream().map(Class::getName).toList());
    for (String resource : resources) {
      Files.createDirectories(root.resolve(resource).getParent());
      Files.createFile(root.resolve(resource));
    }
    loaders.add(new URLClassLoader(new URL[] {root.toUri().toURL()}, before));
    Thread.currentThread().setContextClassLoader(loaders.get(0));
  }

  /** An extension that writes down what is called. */
  private abstract static class Recording implements LifecycleExtension, LifecycleExtension.Opened {
    @Override
    public Optional<Opened> open(ExtensionContext context) throws Exception {
      calls.add("open " + name());
      return Optional.of(this);
    }

    @Override
    public String summary() {
      return name() + " is open";
    }

    @Override
    public void drain() {
      calls.add("drain " + name());
    }

    @Override
    public void resume() {
      calls.add("resume " + name());
    }

    @Override
    public void close() {
      calls.add("close " + name());
    }
  }

  /** Opened first. */
  public static final class First extends Recording {
    @Override
    public String name() {
      return "first";
    }

    @Override
    public int order() {
      return -1;
    }
  }

  /** Opened in between; its calls fail. */
  public static final class Rude extends Recording {
    @Override
    public String name() {
      return "rude";
    }

    @Override
    public void drain() {
      super.drain();
      throw new AssertionError("rude");
    }

    @Override
    public void resume() {
      super.resume();
      throw new IllegalStateException("rude");
    }

    @Override
    public void close() {
      super.close();
      throw new NoClassDefFoundError("rude");
    }
  }

  /** Opened last, closed when all is stopped. */
  public static final class Last extends Recording {
    private Lifecycle lifecycle;

    @Override
    public String name() {
      return "last";
    }

    @Override
    public int order() {
      return LAST;
    }

    @Override
    public Optional<Opened> open(ExtensionContext context) throws Exception {
      lifecycle = context.lifecycle();
      return super.open(context);
    }

    @Override
    public void close() {
      super.close();
      calls.add("in " + lifecycle.currentState());
    }
  }

  /** Opened before everything, closed when all components are stopped. */
  public static final class Watching extends Recording {
    @Override
    public String name() {
      return "watching";
    }

    @Override
    public int order() {
      return FIRST;
    }
  }

  /** Cannot be opened. */
  public static final class Failing extends Recording {
    @Override
    public String name() {
      return "failing";
    }

    @Override
    public int order() {
      return 1;
    }

    @Override
    public Optional<Opened> open(ExtensionContext context) throws Exception {
      throw new IOException("port taken");
    }
  }

  /** Is opened by nobody, since its settings switch it off. */
  public static final class SwitchedOff extends Recording {
    @Override
    public String name() {
      return "off";
    }

    @Override
    public Optional<Opened> open(ExtensionContext context) {
      return Optional.empty();
    }
  }

  /** Cannot be opened since it has nothing to say of itself. */
  public static final class Speechless extends Recording {
    @Override
    public String name() {
      return "speechless";
    }

    @Override
    public String summary() {
      throw new IllegalStateException("no words");
    }
  }

  /** Closes the host it is opened with. */
  public static final class Closing extends Recording {
    @Override
    public String name() {
      return "closing";
    }

    @Override
    public Optional<Opened> open(ExtensionContext context) throws Exception {
      context.lifecycle().close();
      return super.open(context);
    }
  }

  /** Has state, and looks at the bindings. */
  public static final class Curious extends Recording {
    private final List<String> seen = new ArrayList<>();

    @Override
    public String name() {
      return "curious";
    }

    @Override
    public Optional<Opened> open(ExtensionContext context) throws Exception {
      context.state(StateCodec.text("txt"), () -> String.join(" ", seen), seen::add);
      context.state("part", StateCodec.text("txt"), () -> "of " + seen.size(), calls::add);
      context.forEachBinding((name, value) -> seen.add(name));
      calls.add(context.settings().text("liveimage.name").orElseThrow());
      calls.add(context.runDirectory().path().getFileName().toString());
      calls.add(context.hostLoader() instanceof URLClassLoader ? "host loader" : "other loader");
      return super.open(context);
    }
  }

  @Test
  void extensionsOpenInOrderAfterTheComponentsAndTheLastIsClosedWhenAllIsStopped()
      throws Exception {
    classPath(List.of(Last.class, SwitchedOff.class, First.class));

    try (CapturedLog log = new CapturedLog()) {
      host().start().close();

      assertThat(log.at(Level.INFO))
          .anyMatch(line -> line.contains("is running: first is open, last is open, home /"));
    }
    assertThat(calls)
        .containsExactly(
            "start db",
            "open first",
            "open last",
            "drain first",
            "drain last",
            "drain db",
            "stop db",
            "close first",
            "close last",
            "in STOPPED");
  }

  @Test
  void theVeryFirstExtensionIsOpenBeforeTheComponentsAndUntilTheyAreStopped() throws Exception {
    classPath(List.of(Last.class, First.class, Watching.class));

    host().start().close();

    assertThat(calls)
        .startsWith("open watching", "start db", "open first", "open last")
        .endsWith("stop db", "close first", "close watching", "close last", "in STOPPED");
  }

  @Test
  void theVeryFirstExtensionIsClosedAfterAFailedStartToo() throws Exception {
    classPath(List.of(Failing.class, Watching.class));

    assertThatThrownBy(() -> host().start()).isInstanceOf(LifecycleException.class);

    assertThat(calls).containsExactly("open watching", "start db", "stop db", "close watching");
  }

  @Test
  void anExtensionThatCannotOpenFailsTheStartAndClosesTheOthers() throws Exception {
    classPath(List.of(First.class, Failing.class, Last.class));

    assertThatThrownBy(() -> host().start())
        .isInstanceOf(LifecycleException.class)
        .hasMessage("Extension failing could not be opened: java.io.IOException: port taken");

    assertThat(calls).containsExactly("start db", "open first", "close first", "stop db");
  }

  @Test
  void anExtensionThatCannotEvenDescribeItselfFailsTheStart() throws Exception {
    classPath(List.of(Speechless.class));

    assertThatThrownBy(() -> host().start()).hasMessage("no words");

    assertThat(calls).containsExactly("start db", "open speechless", "close speechless", "stop db");
    Thread.currentThread().setContextClassLoader(before);
    assertThatNoException().isThrownBy(() -> host().start().close());
  }

  @Test
  void anExtensionThatFailsDoesNotHoldUpTheStop() throws Exception {
    classPath(List.of(Rude.class, Last.class));
    Lifecycle lifecycle = host().start();

    try (ImagesInTheWay inTheWay = new ImagesInTheWay(lifecycle.home())) {
      lifecycle.requestStop(StopRequest.by("the test")).get();
    }
    assertThat(calls).endsWith("resume db", "resume rude", "resume last");

    lifecycle.close();
    assertThat(lifecycle.currentState()).isEqualTo(State.STOPPED);
    assertThat(calls).endsWith("stop db", "close rude", "close last", "in STOPPED");
  }

  @Test
  void anExtensionThatClosesItsHostWhileItIsOpenedStopsTheStart() throws Exception {
    classPath(List.of(Closing.class, Last.class));

    assertThatThrownBy(() -> host().start())
        .isInstanceOf(StoppingException.class)
        .hasMessage("notes is being stopped by close()");

    assertThat(calls).containsExactly("start db", "open closing", "close closing", "stop db");
  }

  @Test
  void anExtensionHasStateOfItsOwnAndSeesEveryBinding() throws Exception {
    classPath(List.of(Curious.class));
    try (Lifecycle lifecycle = host().start()) {
      lifecycle.bind("late", 1);
      lifecycle.bind("late", 2);
    }

    assertThat(calls).contains("notes", "home", "host loader");
    assertThat(directory.resolve("home/images/0000001/curious.txt")).hasContent("db late late");
    assertThat(directory.resolve("home/images/0000001/curious-part.txt")).hasContent("of 3");
    host().start().close();
    assertThat(calls).contains("of 3");
    assertThat(directory.resolve("home/images/0000002/curious.txt")).hasContent("db late late db");
  }

  @Test
  void anExtensionWhoseServicesFileWasLostIsAWarningThatNamesTheCure() throws Exception {
    classPath(List.of(), "io/liveimage/killport/KillPortExtension.class");

    try (CapturedLog log = new CapturedLog()) {
      host().start().close();

      assertThat(log.at(Level.WARN))
          .containsExactly(
              "io.liveimage.killport.KillPortExtension is on the class path but not listed in"
                  + " META-INF/services/io.liveimage.LifecycleExtension, so it is not opened. A"
                  + " shaded jar has to merge services files: add the ServicesResourceTransformer to"
                  + " maven-shade-plugin, or mergeServiceFiles() to the Gradle Shadow plugin.");
    }
  }

  @Test
  void aServicesFileThatNamesNoClassFailsTheStart() throws Exception {
    classPath(List.of());
    Files.writeString(
        directory.resolve("classes/META-INF/services/" + LifecycleExtension.class.getName()),
        "io.liveimage.Nowhere\n");

    assertThatThrownBy(() -> host().start())
        .isInstanceOf(LifecycleException.class)
        .hasMessageStartingWith("An extension cannot be loaded: ")
        .hasMessageContaining("io.liveimage.Nowhere");
    assertThat(calls).isEmpty();
  }
}
