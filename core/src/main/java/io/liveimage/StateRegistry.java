package io.liveimage;

import io.liveimage.snapshot.Section;
import io.liveimage.snapshot.Snapshot;
import io.liveimage.snapshot.StateCodec;
import java.time.Duration;
import java.util.ArrayList;
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
    private boolean restored;

    Claim(Supplier<Section> capture) {
      this.capture = capture;
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
    Claim claim = new Claim(() -> capture(name, codec, save));
    register(name, claim);
    try {
      section(name).ifPresent(section -> restore.accept(section.decode(codec)));
      finish(claim);
    } catch (Exception | Error e) {
      release(name);
      throw restoreFailed(name, e);
    }
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

  private synchronized void release(String name) {
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
    restoredClaims().forEach(claim -> sections.add(Captured.from(claim.capture)));
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
