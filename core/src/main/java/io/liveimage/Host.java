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
    ImageWriter images,
    Listeners listeners,
    StateMachine machine,
    Parts parts,
    Turns turns,
    StateRegistry state,
    BindingRegistry bindings,
    Extensions extensions,
    Errors errors) {

  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  /** Takes the run directory and makes the rooms, all empty. */
  static Host open(Settings settings, StopPolicy policy) {
    RunDirectory directory = Surroundings.openRunDirectory(settings);
    SnapshotStore store = SnapshotStore.directory(directory.path().resolve("images"));
    Listeners listeners = new Listeners();
    Parts parts = new Parts(listeners);
    String name = Surroundings.name(settings);
    return new Host(
        name,
        settings,
        Surroundings.hostLoader(),
        directory,
        new ImageWriter(name, store, policy.stall()),
        listeners,
        new StateMachine(listeners),
        parts,
        new Turns(parts),
        new StateRegistry(),
        new BindingRegistry(),
        new Extensions(),
        new Errors());
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
