package io.liveimage.benchmarks;

import io.liveimage.Component;
import io.liveimage.Lifecycle;
import io.liveimage.StopRequest;
import java.io.IOException;

/** A live image with all that is on the class path, and as many components as it is told. */
final class LiveImageHost {
  private LiveImageHost() {}

  public static void main(String[] args) throws IOException {
    Benchmarked.begin();
    Lifecycle.Builder builder = Lifecycle.builder();
    for (int i = 0; i < Integer.parseInt(args[0]); i++) {
      builder.component("component" + i, new Part());
    }
    Lifecycle lifecycle = builder.start();
    Benchmarked.runUntilTold();
    var unused = lifecycle.requestStop(StopRequest.by("the benchmark"));
  }

  private static final class Part implements Component {}
}
