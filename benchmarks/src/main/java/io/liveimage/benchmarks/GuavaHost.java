package io.liveimage.benchmarks;

import com.google.common.util.concurrent.AbstractIdleService;
import com.google.common.util.concurrent.ServiceManager;
import java.io.IOException;
import java.util.stream.IntStream;

/** Guava's manager with ten services. */
final class GuavaHost {
  private GuavaHost() {}

  public static void main(String[] args) throws IOException {
    Benchmarked.begin();
    var manager =
        new ServiceManager(
            IntStream.range(0, Benchmarked.COMPONENTS).mapToObj(i -> new Part()).toList());
    manager.startAsync().awaitHealthy();
    Benchmarked.runUntilTold();
    manager.stopAsync().awaitStopped();
    System.exit(0);
  }

  private static final class Part extends AbstractIdleService {
    @Override
    protected void startUp() {}

    @Override
    protected void shutDown() {}
  }
}
