package io.liveimage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A component that writes down what is called, in a list it may share with others. */
class RecordingComponent implements Component {
  private final String name;
  private final List<String> calls;

  RecordingComponent(String name, List<String> calls) {
    this.name = name;
    this.calls = calls;
  }

  static List<String> calls() {
    return Collections.synchronizedList(new ArrayList<>());
  }

  @Override
  public void start() throws Exception {
    calls.add("start " + name);
  }

  @Override
  public void drain() throws Exception {
    calls.add("drain " + name);
  }

  @Override
  public void resume() throws Exception {
    calls.add("resume " + name);
  }

  @Override
  public void stop() throws Exception {
    calls.add("stop " + name);
  }
}
