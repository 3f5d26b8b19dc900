package io.liveimage;

import io.liveimage.local.RunDirectory;
import io.liveimage.snapshot.SnapshotStore;

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
}
