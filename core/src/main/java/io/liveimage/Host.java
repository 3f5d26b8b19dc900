package io.liveimage;

import io.liveimage.local.RunDirectory;
import io.liveimage.snapshot.SnapshotStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rooms of one host, shared by its start, its stop, and its face to the outside. */
record Host(
    String name,
    Settings settings,
    ClassLoader loader,
    RunDirectory runDirectory,
    SnapshotStore store,
    Listeners listeners,
    StateMachine machine,
    Parts parts,
    StateRegistry state,
    BindingRegistry bindings,
    Extensions extensions) {

  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  /** Takes the run directory and makes the rooms, all empty. */
  static Host open(Settings settings) {
    RunDirectory directory = Surroundings.openRunDirectory(settings);
    Listeners listeners = new Listeners();
    return new Host(
        Surroundings.name(settings),
        settings,
        Surroundings.hostLoader(),
        directory,
        SnapshotStore.directory(directory.path().resolve("images")),
        listeners,
        new StateMachine(listeners),
        new Parts(),
        new StateRegistry(),
        new BindingRegistry(),
        new Extensions());
  }

  /** Frees the run directory; what cannot be removed of it is removed by the next start. */
  void leave() {
    try {
      runDirectory.close();
    } catch (RuntimeException | Error e) {
      log.warn("{} did not leave its run directory clean", name, e);
    }
  }
}
