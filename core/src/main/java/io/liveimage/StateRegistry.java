package io.liveimage;

import io.liveimage.snapshot.Section;
import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.StateCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The state of a host by section name: who saves it, and what of the image it started from nobody
 * has claimed yet. A section that is unclaimed, or whose restore did not end, goes into the next
 * image byte for byte. Thread-safe; the host's functions are called without a lock.
 */
final class StateRegistry {
  private final Map<String, Claim> claims = new LinkedHashMap<>();
  private @Nullable Snapshot base;

  /** A section's owner; it is saved by its owner only when its restore has ended. */
  private static final class Claim {
    private final Supplier<Section> capture;
    private final Consumer<Section> restore;
    private boolean restored;
    private @Nullable Section held;

    Claim(Supplier<Section> capture, Consumer<Section> restore) {
      this.capture = capture;
      this.restore = restore;
    }
  }

  synchronized void startFrom(Optional<Snapshot> snapshot) {
    base = snapshot.orElse(null);
  }

  synchronized Optional<Snapshot> base() {
    return Optional.ofNullable(base);
  }

  /** Takes over a section and restores it; when that fails the section is unclaimed again. */
  <S> void claim(String name, StateCodec<S> codec, Supplier<S> save, Consumer<S> restore) {
    Claim claim =
        new Claim(
            () -> capture(name, codec, save), section -> restore.accept(section.decode(codec)));
    register(name, claim);
    try {
      section(name).ifPresent(claim.restore);
      finish(claim);
    } catch (Exception | Error e) {
      unclaim(name);
      throw restoreFailed(name, e);
    }
  }

  /**
   * Captures the state of a component that is to be restarted, and holds it until it is given back:
   * as long as the component does not run, this is what is saved of it.
   */
  void hold(String name) {
    restoredClaim(name).ifPresent(claim -> hold(claim, claim.capture.get()));
  }

  private synchronized void hold(Claim claim, @Nullable Section section) {
    if (claim.held == null || section == null) {
      claim.held = section;
    }
  }

  /** Forgets what is held: the component goes on as it was. */
  void release(Collection<String> names) {
    names.forEach(name -> restoredClaim(name).ifPresent(claim -> hold(claim, null)));
  }

  /** Gives a component back what is held of it; when it takes it, it owns its state again. */
  void giveBack(String name) {
    restoredClaim(name)
        .ifPresent(claim -> held(claim).ifPresent(section -> giveBack(name, claim, section)));
  }

  private static void giveBack(String name, Claim claim, Section section) {
    try {
      claim.restore.accept(section);
    } catch (Exception | Error e) {
      throw new LifecycleException(
          "State \"%s\" could not be handed over: %s. It is kept as it was.".formatted(name, e), e);
    }
  }

  private synchronized Optional<Section> held(Claim claim) {
    return Optional.ofNullable(claim.held);
  }

  private synchronized Optional<Claim> restoredClaim(String name) {
    return Optional.ofNullable(claims.get(name.toLowerCase(Locale.ROOT)))
        .filter(claim -> claim.restored);
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

  private synchronized void finish(Claim claim) {
    claim.restored = true;
  }

  private synchronized void unclaim(String name) {
    claims.remove(name.toLowerCase(Locale.ROOT));
  }

  private Optional<Section> section(String name) {
    return base().flatMap(snapshot -> snapshot.section(name));
  }

  private LifecycleException restoreFailed(String name, Throwable cause) {
    String image = base().map(snapshot -> "image " + snapshot.generation()).orElse("no image");
    return new LifecycleException(
        ("State \"%s\" could not be restored from %s: %s. The section is kept as it is. To start from"
                + " an older image set liveimage.start=previous, to start without one"
                + " liveimage.start=empty.")
            .formatted(name, image, cause),
        cause);
  }

  private static <S> Section capture(String name, StateCodec<S> codec, Supplier<S> save) {
    try {
      return Section.of(name, codec, save.get());
    } catch (Exception | Error e) {
      throw new LifecycleException("state \"%s\" could not be captured: %s".formatted(name, e), e);
    }
  }

  /** A section of the next image, and how long it took to capture and encode it. */
  record Captured(Section section, Duration duration) {
    static Captured from(Supplier<Section> source) {
      long begin = System.nanoTime();
      Section section = source.get();
      return new Captured(section, Duration.ofNanos(System.nanoTime() - begin));
    }
  }

  /** Returns the sections of the next image, encoded; the host is drained, or holds still. */
  List<Captured> capture() {
    List<Captured> sections = new ArrayList<>();
    restoredClaims()
        .forEach(claim -> sections.add(Captured.from(() -> held(claim).orElseGet(claim.capture))));
    base().ifPresent(snapshot -> carryOver(snapshot, sections));
    return sections;
  }

  private synchronized List<Claim> restoredClaims() {
    return claims.values().stream().filter(claim -> claim.restored).toList();
  }

  private static void carryOver(Snapshot snapshot, List<Captured> sections) {
    Set<String> captured =
        sections.stream().map(each -> each.section().name()).collect(Collectors.toSet());
    snapshot.sectionNames().stream()
        .filter(name -> !captured.contains(name))
        .forEach(name -> sections.add(Captured.from(() -> section(snapshot, name))));
  }

  private static Section section(Snapshot snapshot, String name) {
    return snapshot
        .section(name)
        .orElseThrow(() -> new IllegalStateException("Section " + name + " is listed but missing"));
  }
}
