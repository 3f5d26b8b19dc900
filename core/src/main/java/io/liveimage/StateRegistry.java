package io.liveimage;

import io.liveimage.LifecycleEvent.StepDone.Activity;
import io.liveimage.Step.Phase;
import io.liveimage.journal.BoundJournal;
import io.liveimage.journal.Journal;
import io.liveimage.journal.JournalException;
import io.liveimage.journal.JournalStatus;
import io.liveimage.journal.Journals;
import io.liveimage.snapshot.Section;
import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.SnapshotException;
import io.liveimage.snapshot.StateCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a host by section name: who saves it, and what of the image it started from nobody
 * has claimed yet. A section that is unclaimed, or whose restore did not end, goes into the next
 * image byte for byte; one that was skipped does, too, under another name. Thread-safe; the host's
 * functions are called without a lock.
 */
final class StateRegistry {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final Map<String, Claim> claims = new LinkedHashMap<>();
  private final Journals journals;
  private final Timelines timelines;
  private final Listeners listeners;
  private @Nullable Snapshot base;
  private SkippedSections skipped = SkippedSections.NONE;
  private volatile CaptureRound round = new CaptureRound(List.of(), true);

  StateRegistry(Journals journals, Timelines timelines, Listeners listeners) {
    this.listeners = listeners;
    this.journals = journals;
    this.timelines = timelines;
  }

  synchronized void startFrom(Optional<Snapshot> snapshot, SkippedSections without) {
    base = snapshot.orElse(null);
    skipped = without;
  }

  /** From now on the next start would be from this image. */
  synchronized void saved(Snapshot snapshot) {
    base = snapshot;
    skipped = SkippedSections.NONE; // they have other names in it
  }

  synchronized Optional<Snapshot> base() {
    return Optional.ofNullable(base);
  }

  /** Takes over a section and restores it; when that fails the section is unclaimed again. */
  <S> void claim(
      String name,
      StateCodec<S> codec,
      Supplier<S> save,
      Consumer<S> restore,
      Stillness stillness) {
    Claim claim = Claim.of(name, codec, save, restore, stillness);
    register(name, claim);
    try {
      section(name).map(this::watched).ifPresent(claim::restore);
      claim.finish();
    } catch (Exception | Error e) {
      unclaim(name);
      throw restoreFailed(name, e);
    }
  }

  private Section watched(Section section) {
    ProgressReports reports = new ProgressReports(Activity.START, listeners::tell);
    OptionalLong length = section.content().length();
    return WatchedContent.of(
        section, bytes -> reports.moved(Phase.RESTORE, section.name(), bytes, length));
  }

  /**
   * Opens the journal of a state, whose events are applied over what was restored. When that fails
   * the section is unclaimed again, and the journal as it was.
   */
  <E> Journal<E> open(String name, StateCodec<E> codec, Consumer<? super E> apply) {
    Claim claim =
        restoredClaim(name)
            .orElseThrow(
                () ->
                    new LifecycleException(
                        "State \"%s\" is not registered; it has to be before its journal is opened."
                            .formatted(name),
                        null));
    long after = claim.beginReplay();
    try {
      timelines.begin();
      BoundJournal<E> journal =
          journals.open(name, codec, claim.lock(), apply, timelines.of(name), after);
      claim.endReplay(journal);
      return journal;
    } catch (Exception | Error e) {
      unclaim(name);
      throw replayFailed(name, e);
    }
  }

  List<JournalStatus> journals() {
    return openJournals().stream().map(BoundJournal::status).toList();
  }

  private List<BoundJournal<?>> openJournals() {
    List<BoundJournal<?>> open = new ArrayList<>();
    restoredClaims().forEach(claim -> claim.journal().ifPresent(open::add));
    return open;
  }

  /**
   * Captures the state of a component that is to be restarted, and holds it until it is given back:
   * as long as the component does not run, this is what is saved of it.
   */
  void hold(String name) {
    restoredClaim(name).ifPresent(Claim::hold);
  }

  /** Forgets what is held: the component goes on as it was. */
  void release(Collection<String> names) {
    names.forEach(name -> restoredClaim(name).ifPresent(Claim::release));
  }

  /** Gives a component back what is held of it; when it takes it, it owns its state again. */
  void giveBack(String name) {
    restoredClaim(name).ifPresent(Claim::giveBack);
  }

  private synchronized Optional<Claim> restoredClaim(String name) {
    return Optional.ofNullable(claims.get(name.toLowerCase(Locale.ROOT))).filter(Claim::isRestored);
  }

  private synchronized void register(String name, Claim claim) {
    requireNoTwin(name);
    String key = name.toLowerCase(Locale.ROOT);
    if (claims.putIfAbsent(key, claim) != null) {
      throw new LifecycleException(
          "State \"%s\" is registered already (names differ in more than case, for the file system)."
              .formatted(name),
          null);
    }
  }

  /** A section that is carried over beside one of the same name in another case cannot be saved. */
  private void requireNoTwin(String name) {
    base().stream()
        .flatMap(snapshot -> snapshot.sectionNames().stream())
        .filter(other -> other.equalsIgnoreCase(name) && !other.equals(name))
        .forEach(other -> refuse(name, other));
  }

  private static void refuse(String name, String other) {
    throw new LifecycleException(
        ("State \"%s\" is \"%s\" in the image the host started from; names have to differ in more"
                + " than case, for the file system. Name it \"%2$s\".")
            .formatted(name, other),
        null);
  }

  private synchronized void unclaim(String name) {
    claims.remove(name.toLowerCase(Locale.ROOT));
  }

  private synchronized Optional<Section> section(String name) {
    return base()
        .filter(snapshot -> !skipped.has(name))
        .flatMap(snapshot -> snapshot.section(name));
  }

  private LifecycleException restoreFailed(String name, Throwable cause) {
    return new LifecycleException(
        base()
            .map(image -> notRestored(name, image, cause))
            .orElseGet(() -> "State \"%s\" could not be registered: %s.".formatted(name, cause)),
        cause);
  }

  private static String notRestored(String name, Snapshot image, Throwable cause) {
    String type = image.section(name).map(section -> section.format().type()).orElse("unknown");
    return ("State \"%s\" (%s) could not be restored from image %d: %s. The section is kept as it is."
            + " To start without it set liveimage.restore.skip=%1$s@%3$d, from an older image"
            + " liveimage.start=previous, without any liveimage.start=empty.")
        .formatted(name, type, image.generation(), reason(cause));
  }

  /** What says where in the section it went wrong says it itself. */
  private static String reason(Throwable cause) {
    return cause instanceof SnapshotException || cause instanceof JournalException
        ? "" + cause.getMessage()
        : cause.toString();
  }

  /** A damaged journal is for a person to decide on, and its message says all. */
  private static LifecycleException replayFailed(String name, Throwable cause) {
    boolean saysAll = cause instanceof JournalException && cause.getCause() == null;
    String message =
        "The journal of state \"%s\" could not be opened: %s."
            .formatted(name, saysAll ? cause.getMessage() : reason(cause));
    return saysAll
        ? LifecycleException.configuration(message)
        : new LifecycleException(message, cause);
  }

  /**
   * Returns the sections of the next image.
   *
   * @param limited whether a component that cannot be held still fails the save
   */
  List<Captured> capture(boolean limited) {
    CaptureRound captures = new CaptureRound(restoredClaims(), limited);
    round = captures;
    List<Captured> sections = captures.run();
    openJournals().forEach(StateRegistry::makeDurable);
    base().ifPresent(snapshot -> carryOver(snapshot, sections));
    return sections;
  }

  /** Gives up the captures on such threads: the save fails, and whoever saves goes on. */
  void giveUpCaptures(Predicate<Thread> which, String reason) {
    round.giveUp(which, reason);
  }

  /**
   * What an image includes has to be in the journal, too: should the image be damaged one day, an
   * older one and the journal have all of it. A journal that has failed is what the image is for.
   */
  private static void makeDurable(BoundJournal<?> journal) {
    try {
      journal.sync();
    } catch (JournalException e) {
      log.debug("Journal {} is not complete before the image", journal.status().name(), e);
    }
  }

  private synchronized List<Claim> restoredClaims() {
    return claims.values().stream().filter(Claim::isRestored).toList();
  }

  private synchronized void carryOver(Snapshot snapshot, List<Captured> sections) {
    Set<String> captured =
        sections.stream().map(each -> each.section().name()).collect(Collectors.toSet());
    for (String name : snapshot.sectionNames()) {
      if (skipped.has(name)) {
        sections.add(Captured.carriedOver(section(snapshot, name).named(skipped.keptAs(name))));
      } else if (!captured.contains(name)) {
        sections.add(Captured.carriedOver(section(snapshot, name)));
      }
    }
  }

  private static Section section(Snapshot snapshot, String name) {
    return snapshot
        .section(name)
        .orElseThrow(() -> new IllegalStateException("Section " + name + " is listed but missing"));
  }

  /** Tells the journals that an image with these sections is saved. */
  void saved(Snapshot snapshot, List<Captured> captured) {
    saved(snapshot);
    goOnFrom(snapshot);
    for (Captured each : captured) {
      OptionalLong place = each.section().journaled();
      if (place.isPresent()) {
        restoredClaim(each.section().name())
            .flatMap(Claim::journal)
            .ifPresent(journal -> journal.saved(place.getAsLong()));
      }
    }
  }

  /** Without the note the next start is from the image before; the next save makes it good. */
  private void goOnFrom(Snapshot snapshot) {
    try {
      timelines.saved(snapshot);
    } catch (IOException e) {
      log.warn("Image {} cannot be noted as what the journals build on", snapshot.generation(), e);
    }
  }
}
