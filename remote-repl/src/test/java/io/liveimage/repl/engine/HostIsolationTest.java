package io.liveimage.repl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Public, as its nested class has to be found by snippets. */
public class HostIsolationTest {
  private static Prompt prompt;

  /** A class of a host that the compiler sees and a loader without the class path does not. */
  public static class OfTheHost {}

  @BeforeAll
  static void open() {
    prompt = Prompt.open();
  }

  @AfterAll
  static void close() {
    prompt.close();
  }

  @Test
  void theHostIsAsItWas() {
    PrintStream out = System.out;
    PrintStream err = System.err;
    InputStream in = System.in;
    UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    ClassLoader own = new ClassLoader() {};
    Thread.currentThread().setContextClassLoader(own);

    try (Prompt another = Prompt.open()) {
      another.evaluate("1 + 1; int f() { return 1; } f(); new Thread(() -> { }).start();");
      another.evaluate("Thread.currentThread().setContextClassLoader(null)");

      assertThat(System.out).isSameAs(out);
      assertThat(System.err).isSameAs(err);
      assertThat(System.in).isSameAs(in);
      assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(handler);
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(own);
    } finally {
      Thread.currentThread().setContextClassLoader(HostIsolationTest.class.getClassLoader());
    }
  }

  @Test
  void snippetsRunOnTheCallingThreadWithTheLoaderOfTheHost() {
    Thread.currentThread().setContextClassLoader(null);
    try {
      assertThat(prompt.value("Thread.currentThread()")).isSameAs(Thread.currentThread());
      assertThat(prompt.value("Thread.currentThread().getContextClassLoader()"))
          .isSameAs(Prompt.class.getClassLoader());
    } finally {
      Thread.currentThread().setContextClassLoader(HostIsolationTest.class.getClassLoader());
    }
  }

  @Test
  void outputGoesToTheSessionThatEvaluates() {
    try (Session one = new Session(prompt.engine, "");
        Session two = new Session(prompt.engine, "")) {
      one.prompt.evaluate(
          "void tell(String s) { System.out.print(s); System.err.print(s + \"!\"); }");

      one.prompt.evaluate("tell(\"one\")");
      two.prompt.evaluate("tell(\"two\"); Stream.of(\"a\", \"b\").forEach(System.out::print);");

      assertThat(one.prompt.out).hasToString("one");
      assertThat(one.prompt.err).hasToString("one!");
      assertThat(two.prompt.out).hasToString("twoab");
      assertThat(two.prompt.err).hasToString("two!");
    }
  }

  @Test
  void inputComesFromTheSession() {
    try (Session session = new Session(prompt.engine, "typed line\n")) {
      assertThat(session.prompt.value("new Scanner(System.in).nextLine()")).isEqualTo("typed line");
    }
  }

  @Test
  void stackTracesAreForTheSession() {
    try (Session session = new Session(prompt.engine, "")) {
      session.prompt.evaluate(
          "class Spill extends RuntimeException { }\n"
              + "try { throw new Spill(); } catch (Spill e) { e.printStackTrace(); }\n"
              + "Optional.of(new IllegalStateException(\"tea\")).ifPresent(Exception::printStackTrace);");

      assertThat(session.prompt.err.toString())
          .contains("Spill")
          .contains("IllegalStateException: tea");
    }
  }

  @Test
  void aThreadThatASnippetStartedPrintsToItsSessionAndAfterItsEndToTheHost() throws Exception {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Prompt.SHARED.put("lines", lines);
    Semaphore runs = new Semaphore(0);
    Semaphore goesOn = new Semaphore(0);
    Prompt.SHARED.put("late runs", runs);
    Prompt.SHARED.put("late goes on", goesOn);
    ByteArrayOutputStream host = new ByteArrayOutputStream();
    PrintStream before = System.out;
    Session session = new Session(prompt.engine, "");

    session.prompt.evaluate(
        "var late = new Thread(() -> { try {\n"
            + "  System.out.print(\"early\");\n"
            + "  io.liveimage.repl.engine.Prompt.meet(\"late\");\n"
            + "  System.out.print(\"late\");\n"
            + "} catch (InterruptedException e) { } });\n"
            + "late.start();");
    assertThat(runs.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    session.close();
    System.setOut(new PrintStream(host, true));
    try {
      goesOn.release();
      ((Thread) prompt.value("late")).join(20_000);
    } finally {
      System.setOut(before);
    }

    assertThat(session.prompt.out).hasToString("early");
    assertThat(host).hasToString("late");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "System.exit(3)|System.exit(3)",
        "Runtime.getRuntime().exit(4)|Runtime.exit(4)",
        "Runtime.getRuntime().halt(5)|Runtime.halt(5)",
        "IntStream.of(6).forEach(System::exit)|System.exit(6)",
        "IntStream.of(7).forEach(Runtime.getRuntime()::halt)|Runtime.halt(7)"
      })
  void aSnippetDoesNotEndTheHost(String source, String call) {
    assertThat(prompt.threw(source).exception())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            call
                + " in a snippet would end the host without saving its image: use /stop to stop the"
                + " host, or lifecycle.requestStop(..)");
  }

  @Test
  void aHostWhoseLoaderDoesNotSeeThisLibraryIsServedAllTheSame() {
    try (Prompt remote =
        new Prompt(ReplEngine.open(ClassLoader.getPlatformClassLoader(), ValueCodec.NONE))) {
      remote.evaluate("System.out.print(\"hello\"); int f() { return missing; }");

      assertThat(remote.out).hasToString("hello");
      assertThat(remote.one("f()")).isInstanceOf(Outcome.Unresolved.class);
    }
  }

  @Test
  void aClassThatTheJvmRefusesIsNoDefinition() {
    try (Prompt remote =
        new Prompt(ReplEngine.open(ClassLoader.getPlatformClassLoader(), ValueCodec.NONE))) {
      String host = OfTheHost.class.getCanonicalName();

      assertThat(remote.threw("class Mine extends " + host + " { }").exception())
          .isInstanceOf(NoClassDefFoundError.class);
      assertThat(remote.threw("new " + host + "()").exception())
          .isInstanceOf(NoClassDefFoundError.class);
      assertThat(remote.engine.list()).isEmpty();
    }
  }

  @Test
  void aClosedImageIsClosed() {
    Prompt closed = Prompt.open();
    closed.close();
    closed.engine.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> closed.evaluate("1"))
        .withMessage("This image of the REPL is closed");
    assertThatIllegalStateException().isThrownBy(() -> closed.engine.bind("x", 1));
    assertThatIllegalStateException().isThrownBy(closed.engine::list);
  }

  @Test
  void noThreadIsLeft() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();

    try (Prompt another = Prompt.open()) {
      another.evaluate("1 + 1; new Thread(() -> { }).start();");
    }

    await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(20))
        .until(() -> before.containsAll(Thread.getAllStackTraces().keySet()));
  }

  private static final class Session implements AutoCloseable {
    final Prompt prompt;

    Session(ReplEngine engine, String input) {
      prompt = new Prompt(engine, input);
    }

    @Override
    public void close() {
      prompt.io.close();
    }
  }
}
