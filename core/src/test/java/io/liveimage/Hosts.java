package io.liveimage;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Small mains for processes that tests start. */
final class Hosts {
  private static final Duration SHORT = Duration.ofSeconds(2);

  private Hosts() {}

  private static Lifecycle.Builder host() {
    AtomicInteger runs = new AtomicInteger();
    return Lifecycle.builder()
        .name("host")
        .state("runs", Integer.class, runs::incrementAndGet, runs::set);
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static void hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Component stopping(Runnable stop) {
    return new Component() {
      @Override
      public void stop() {
        stop.run();
      }
    };
  }

  private static Component starting(Runnable start) {
    return new Component() {
      @Override
      public void start() {
        start.run();
      }
    };
  }

  /** Counts its runs; its main returns. */
  static final class Plain {
    public static void main(String[] args) {
      host().start();
      say("main returns");
    }
  }

  /** Finds everything in its surroundings. */
  static final class Bare {
    public static void main(String[] args) {
      say("home " + Lifecycle.start().home());
    }
  }

  /** Does not own its process. */
  static final class Guest {
    public static void main(String[] args) throws Exception {
      Lifecycle lifecycle = host().exitsProcess(false).start();
      StopReport report = lifecycle.requestStop(StopRequest.by("the guest")).get();
      say("still here after: " + report.conclusion());
      System.exit(7);
    }
  }

  /** Dies before it is ready. */
  static final class Unready {
    public static void main(String[] args) {
      host().readyWhenTold().start();
      throw new IllegalStateException("no such table");
    }
  }

  /** Dies when it is ready. */
  static final class Ready {
    public static void main(String[] args) {
      Lifecycle lifecycle = host().readyWhenTold().start();
      lifecycle.ready();
      throw new IllegalStateException("no such table");
    }
  }

  /** Cannot start, and leaves a thread behind that would keep the process. */
  static final class Unstartable {
    public static void main(String[] args) {
      Runnable start =
          () -> {
            new Thread(Hosts::hang, "left behind").start();
            throw new IllegalStateException("no such table");
          };
      host().component("db", starting(start)).start();
    }
  }

  /** Cannot start, does without, and dies of something else. */
  static final class Fallback {
    public static void main(String[] args) {
      try {
        host().component("db", starting(() -> new int[0].clone()[0]++)).start();
      } catch (LifecycleException e) {
        say("without a host: " + e.getMessage());
      }
      throw new IllegalStateException("something else");
    }
  }

  /** Ends the process itself. */
  static final class Exiting {
    public static void main(String[] args) {
      host().component("db", stopping(() -> say("db stopped"))).start();
      System.exit(3);
    }
  }

  /** Ends the process in the start of a component that is registered late. */
  static final class ExitingInLateStart {
    public static void main(String[] args) {
      Lifecycle lifecycle = host().component("db", stopping(() -> say("db stopped"))).start();
      lifecycle.component("late", starting(() -> System.exit(3)));
    }
  }

  /** Ends the process in a restore of state that is registered late. */
  static final class ExitingInRestore {
    public static void main(String[] args) {
      Lifecycle lifecycle = Lifecycle.builder().name("host").start();
      lifecycle.state("runs", Integer.class, () -> -1, runs -> System.exit(3));
    }
  }

  /** Ends the process in the start of a component, before it runs. */
  static final class ExitingInStart {
    public static void main(String[] args) {
      host().component("db", starting(() -> System.exit(3))).start();
    }
  }

  /** Ends the process in the stop of a component. */
  static final class ExitingInStop {
    public static void main(String[] args) {
      host().component("db", stopping(() -> System.exit(4))).start();
      say("main returns");
    }
  }

  /** Ends the process in the stop of a component that an exit has caused. */
  static final class ExitingTwice {
    public static void main(String[] args) {
      host().component("db", stopping(() -> System.exit(4))).start();
      System.exit(3);
    }
  }

  /** Ends the process in a listener, on the thread that starts it. */
  static final class ExitingInListener {
    public static void main(String[] args) {
      Lifecycle lifecycle = host().start();
      lifecycle.addListener(event -> System.exit(3));
      lifecycle.close();
    }
  }

  /** Is gone at once. */
  static final class Halting {
    public static void main(String[] args) {
      host().start();
      Runtime.getRuntime().halt(5);
    }
  }

  /** Hangs when it is stopped. */
  static final class Hanging {
    public static void main(String[] args) {
      host().stopTimeout(SHORT).component("http", stopping(Hosts::hang)).start();
      say("main returns");
    }
  }

  /** Hangs in a listener when it is stopped, with a lock that every other call needs too. */
  static final class HangingListener {
    public static void main(String[] args) {
      Lifecycle lifecycle = host().stopTimeout(SHORT).start();
      lifecycle.addListener(HangingListener::on);
      say("main returns");
    }

    private static synchronized void on(LifecycleEvent event) {
      hang();
    }
  }

  /** Has a shutdown hook that hangs. */
  static final class HangingHook {
    public static void main(String[] args) {
      host().stopTimeout(SHORT).start();
      Runtime.getRuntime().addShutdownHook(new Thread(Hosts::hang, "foreign hook"));
      say("main returns");
    }
  }

  /** Hangs in its start. */
  static final class HangingStart {
    public static void main(String[] args) {
      Runnable start =
          () -> {
            say("starting");
            hang();
          };
      host().stopTimeout(SHORT).component("db", starting(start)).start();
    }
  }

  /** Cannot save its state. */
  static final class Unsavable {
    public static void main(String[] args) {
      Lifecycle.builder()
          .name("host")
          .state("runs", Integer.class, () -> Integer.parseInt("many"), runs -> {})
          .component("db", stopping(() -> say("db stopped")))
          .start();
      say("main returns");
    }
  }

  /** Starts when the file of its argument is there. */
  static final class Waiting {
    public static void main(String[] args) {
      Runnable start =
          () -> {
            say("starting");
            awaitFile(Path.of(args[0]));
          };
      host()
          .component("disk", stopping(() -> say("disk stopped")))
          .component("db", starting(start), ComponentOption.after("disk"))
          .start();
      say("main goes on");
    }

    private static void awaitFile(Path file) {
      try {
        while (!Files.exists(file)) {
          Thread.sleep(10);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Closes itself. */
  static final class Closing {
    public static void main(String[] args) {
      try (Lifecycle lifecycle = host().start()) {
        say(lifecycle.describe());
      }
      say("closed");
    }
  }

  /** Two hosts, whose homes are its arguments. */
  static final class Twins {
    public static void main(String[] args) {
      for (String home : args) {
        host().name(home.substring(home.lastIndexOf('/') + 1)).home(Path.of(home)).start();
      }
      say("main returns");
    }
  }

  /** Registers without end. */
  static final class Registering {
    public static void main(String[] args) throws IOException {
      Lifecycle lifecycle = host().start();
      say("registering");
      while (true) {
        lifecycle.bind("value", new Object());
      }
    }
  }

  /** Tells on its output of everything that goes wrong. */
  private static Lifecycle.Builder telling() {
    return host().onError(error -> say("told of %s: %s".formatted(error.subject(), error.cause())));
  }

  /** A thread of it dies in the way its argument names; then it says how many errors it counts. */
  static final class LosingAThread {
    public static void main(String[] args) throws InterruptedException {
      Lifecycle lifecycle = telling().start();
      Thread worker = new Thread(args[0].equals("heap") ? LosingAThread::fill : Hosts::fail);
      worker.setName("worker");
      worker.start();
      worker.join();
      say("counted " + lifecycle.errorCounts());
    }

    private static void fill() {
      List<byte[]> all = new ArrayList<>();
      while (true) {
        all.add(new byte[1024]);
      }
    }
  }

  private static void fail() {
    throw new IllegalStateException("no such table");
  }

  /** Its main dies when it runs. */
  static final class Mortal {
    public static void main(String[] args) {
      Lifecycle lifecycle = telling().component("db", stopping(() -> say("db stopped"))).start();
      lifecycle.addListener(
          event -> {
            if (event instanceof LifecycleEvent.StopBegan) {
              say("counted " + lifecycle.errorCounts());
            }
          });
      fail();
    }
  }

  /** Beats until its file is there, hangs until it is gone, and tells of changes of its health. */
  static final class Beating {
    public static void main(String[] args) throws InterruptedException {
      Lifecycle lifecycle = host().start();
      lifecycle.addListener(Beating::tell);
      Heartbeat loop = lifecycle.heartbeat("loop", Duration.ofSeconds(1));
      say("beating");
      while (true) {
        if (!Files.exists(Path.of(args[0]))) {
          loop.beat();
        }
        Thread.sleep(20);
      }
    }

    private static void tell(LifecycleEvent event) {
      if (event instanceof LifecycleEvent.HealthChanged changed) {
        say("told that loop is " + (changed.finding().health().isUp() ? "up" : "down"));
      }
    }
  }

  /** Ends in the way that its argument says. */
  static final class Ending {
    public static void main(String[] args) {
      Lifecycle lifecycle = host().component("db", stopping(() -> {})).start();
      switch (args[0]) {
        case "close" -> lifecycle.close();
        case "die" -> throw new IllegalStateException("no such table");
        case "exit" -> System.exit(3);
        case "request" -> lifecycle.requestStop(StopRequest.by("the test"));
        default -> say("main returns");
      }
    }
  }

  /** Dies of a full heap in one of its calls, which is its argument, and goes on. */
  static final class Starving {
    public static void main(String[] args) {
      Component starving =
          new Component() {
            @Override
            public void start() {
              starve("start");
            }

            @Override
            public void drain() {
              starve("drain");
            }

            @Override
            public void stop() {
              starve("stop");
            }

            private void starve(String call) {
              if (args[0].equals(call)) {
                List<long[]> all = new ArrayList<>();
                while (true) {
                  all.add(new long[100_000]);
                }
              }
            }
          };
      host().component("db", starving).start();
      say("main returns");
    }
  }

  /** Ends the process in a call of a component, or in a function of its state. */
  static final class ExitingIn {
    public static void main(String[] args) {
      Component component =
          new Component() {
            @Override
            public void drain() {
              exitIf("drain");
            }

            @Override
            public void stop() {
              say("db stopped");
            }
          };
      Lifecycle lifecycle = Lifecycle.builder().name("host").component("db", component).start();
      lifecycle.state(
          "runs",
          Integer.class,
          () -> {
            exitIf("save");
            return 1;
          },
          runs -> {});
      wanted = args[0];
      say("main returns");
    }

    private static volatile String wanted = "";

    private static void exitIf(String call) {
      if (wanted.equals(call)) {
        System.exit(4);
      }
    }
  }

  /** Hangs in the calls that are its arguments: drain, save, stop. */
  static final class HangingIn {
    public static void main(String[] args) {
      List<String> wanted = List.of(args);
      Component component =
          new Component() {
            @Override
            public void drain() {
              hangIf("drain");
            }

            @Override
            public void stop() {
              hangIf("stop");
            }

            private void hangIf(String call) {
              if (wanted.contains(call)) {
                say("in " + call);
                hangWhateverInterrupts();
              }
            }
          };
      Lifecycle.builder()
          .name("host")
          .component(
              "db",
              component,
              ComponentOption.stopTimeout(
                  Duration.ofMillis(wanted.contains("briefly") ? 200 : 60_000)),
              ComponentOption.drainTimeout(Duration.ofMinutes(1)))
          .state(
              "runs",
              Integer.class,
              () -> {
                if (wanted.contains("save")) {
                  say("in save");
                  hangWhateverInterrupts();
                }
                return 1;
              },
              runs -> {})
          .start();
      say("main returns");
    }

    private static void hangWhateverInterrupts() {
      while (true) {
        LockSupport.park();
        boolean unused = Thread.interrupted();
      }
    }
  }

  /** Two threads that wait for each other's lock, one of them in the stop of a component. */
  static final class Deadlocked {
    private static final Object ONE = new Object();
    private static final Object OTHER = new Object();

    public static void main(String[] args) {
      CountDownLatch holdsOther = new CountDownLatch(1);
      host()
          .stopTimeout(SHORT)
          .component("db", stopping(() -> lock(ONE, holdsOther, OTHER)))
          .start();
      new Thread(() -> holdOther(holdsOther), "worker").start();
      say("main returns");
    }

    private static void holdOther(CountDownLatch held) {
      synchronized (OTHER) {
        held.countDown();
        hang();
      }
    }

    private static void lock(Object first, CountDownLatch until, Object second) {
      synchronized (first) {
        try {
          until.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        synchronized (second) {
          say("never");
        }
      }
    }
  }

  /** Asks for its own restart by a supervisor. */
  static final class Restarting {
    public static void main(String[] args) {
      host().start().requestStop(StopRequest.by("the host").restarting());
    }
  }

  /** Fills its heap with small objects, and goes on whenever that fails. */
  static final class FullHeap {
    private static final int FILLERS = 2;
    private static final byte[] FULL = "full\n".getBytes(StandardCharsets.UTF_8);
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);
    private static final Object[] kept = new Object[FILLERS];

    private record Cell(Object next, long content) {}

    public static void main(String[] args) {
      host().component("db", stopping(() -> say("db stopped"))).start();
      for (int i = 0; i < FILLERS; i++) {
        int number = i;
        Thread filler = new Thread(() -> fill(number), "filler");
        filler.setDaemon(true);
        filler.start();
      }
    }

    private static void fill(int number) {
      boolean told = false;
      while (true) {
        try {
          kept[number] = new Cell(kept[number], 0);
        } catch (OutOfMemoryError e) {
          if (!told) {
            told = true;
            tell();
          }
        }
      }
    }

    private static void tell() {
      try {
        OUT.write(FULL);
      } catch (IOException e) {
        Runtime.getRuntime().halt(99);
      }
    }
  }
}
