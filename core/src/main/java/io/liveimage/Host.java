package io.liveimage;

import io.liveimage.journal.JournalLimits;
import io.liveimage.journal.Journals;
import io.liveimage.local.PeerTrust;
import io.liveimage.local.RunDirectory;
import io.liveimage.snapshot.Compression;
import io.liveimage.snapshot.SnapshotStore;
import io.liveimage.snapshot.StoreOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rooms of one host, shared by its start, its stop, and its face to the outside. */
record Host(
    String name,
    Settings settings,
    PeerTrust peerTrust,
    ClassLoader loader,
    RunDirectory runDirectory,
    ImageWriter images,
    Retention retention,
    Journals journals,
    Timelines timelines,
    Checkpoints checkpoints,
    StartHistory history,
    Listeners listeners,
    StateMachine machine,
    Parts parts,
    Turns turns,
    StateRegistry state,
    BindingRegistry bindings,
    Extensions extensions,
    Errors errors,
    Vitals vitals) {

  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  /** Takes the run directory, when the settings are good, and makes the rooms, all empty. */
  static Host open(Settings settings, StopPolicy policy, Optional<SnapshotStore> otherStore) {
    String name = Surroundings.name(settings);
    PeerTrust peerTrust = TrustSettings.peerTrust(settings);
    Duration timeout = Vitals.timeout(settings);
    StoreOptions options = storeOptions(settings);
    JournalLimits limits = JournalSettings.limits(settings, policy);
    Retention retention = Retention.of(settings);
    Errors errors = new Errors();
    Checkpoints checkpoints = new Checkpoints(name, settings, errors);
    RunDirectory directory = Surroundings.openRunDirectory(settings);
    SnapshotStore store =
        otherStore.orElseGet(
            () -> SnapshotStore.directory(directory.path().resolve("images"), options));
    ClassLoader loader = Surroundings.hostLoader();
    Listeners listeners = new Listeners();
    listeners.add(new ProgressLog(name));
    StateMachine machine = new StateMachine(listeners);
    Parts parts = new Parts(listeners);
    Path journalFiles = directory.path().resolve("journals");
    Timelines timelines = new Timelines(journalFiles);
    Journals journals = Journals.directory(journalFiles, limits, checkpoints);
    HealthChanges changes = new HealthChanges(name, listeners);
    return new Host(
        name,
        settings,
        peerTrust,
        loader,
        directory,
        new ImageWriter(name, store, policy.stall()),
        retention,
        journals,
        timelines,
        checkpoints,
        new StartHistory(directory.path(), Clock.systemUTC()),
        listeners,
        machine,
        parts,
        new Turns(parts),
        new StateRegistry(journals, timelines, listeners),
        new BindingRegistry(),
        new Extensions(),
        errors,
        new Vitals(
            machine,
            new HealthChecks(name, loader, parts, timeout, changes),
            new Heartbeats(name, machine, changes)));
  }

  private static StoreOptions storeOptions(Settings settings) {
    return new StoreOptions(
        settings
            .parsed("liveimage.snapshot.compression", "auto, zstd, or none", Compression::parse)
            .orElse(Compression.AUTO));
  }

  /**
   * Examines nothing any more and frees the run directory; what cannot be removed of it is removed
   * by the next start.
   */
  void leave() {
    vitals.end();
    checkpoints.end();
    journals.close();
    try {
      runDirectory.close();
    } catch (RuntimeException | Error e) {
      log.warn("{} did not leave its run directory clean", name, e);
    }
  }
}
