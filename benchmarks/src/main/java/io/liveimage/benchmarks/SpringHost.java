package io.liveimage.benchmarks;

import java.io.IOException;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** A Spring context with ten components that start and stop with it. */
final class SpringHost {
  private SpringHost() {}

  public static void main(String[] args) throws IOException {
    Benchmarked.begin();
    var context = new AnnotationConfigApplicationContext();
    for (int i = 0; i < Benchmarked.COMPONENTS; i++) {
      context.registerBean("component" + i, Part.class, Part::new);
    }
    context.registerShutdownHook();
    context.refresh();
    Benchmarked.runUntilTold();
    System.exit(0); // the hook closes the context
  }

  private static final class Part implements SmartLifecycle {
    private volatile boolean running;

    @Override
    public void start() {
      running = true;
    }

    @Override
    public void stop() {
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }
  }
}
