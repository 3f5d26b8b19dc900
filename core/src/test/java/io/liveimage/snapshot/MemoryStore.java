package io.liveimage.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Images in memory: what the smallest store is that keeps all promises. */
final class MemoryStore implements SnapshotStore {

  /** What outlives the store, as a disk does. */
  static final class Place {
    private final NavigableMap<Long, Image> images = new TreeMap<>();
    private long highest;
  }

  private record Image(
      long generation, Instant createdAt, String app, long timeline, Map<String, Section> sections)
      implements Snapshot {

    @Override
    public Set<String> sectionNames() {
      return sections.keySet();
    }

    @Override
    public Optional<Section> section(String name) {
      return Optional.ofNullable(sections.get(name));
    }

    @Override
    public String toString() {
      return "image " + generation + " of " + app + ", saved at " + createdAt;
    }

    long length() {
      return sections.values().stream().mapToLong(each -> each.content().length().orElse(0)).sum();
    }
  }

  private final Place place;

  MemoryStore(Place place) {
    this.place = place;
  }

  @Override
  public String location() {
    return "memory";
  }

  @Override
  public Optional<Snapshot> open(StartFrom from, ReadProgress progress) {
    synchronized (place) {
      Optional<Image> image = find(from);
      image.ifPresent(each -> progress.verified(each.generation(), each.length(), each.length()));
      return image.map(Snapshot.class::cast);
    }
  }

  private Optional<Image> find(StartFrom from) {
    if (from.equals(StartFrom.EMPTY) || (from.equals(StartFrom.NEWEST) && isEmpty())) {
      return Optional.empty();
    }
    if (from.generation().isPresent()) {
      long generation = from.generation().getAsLong();
      return Optional.of(required(place.images.get(generation), "image " + generation));
    }
    if (from.passedOver().isPresent()) {
      long next = from.passedOver().getAsLong();
      return Optional.of(required(before(next), "image before " + next));
    }
    Image newest = isEmpty() ? null : place.images.lastEntry().getValue();
    return from.equals(StartFrom.NEWEST)
        ? Optional.ofNullable(newest)
        : Optional.of(
            required(newest == null ? null : before(newest.generation()), "previous image"));
  }

  private boolean isEmpty() {
    return place.images.isEmpty();
  }

  private Image before(long generation) {
    var entry = place.images.lowerEntry(generation);
    return entry == null ? null : entry.getValue();
  }

  private Image required(Image image, String what) {
    if (image == null) {
      List<String> existing =
          place.images.descendingKeySet().stream().map(String::valueOf).toList();
      throw new SnapshotException(
          "There is no %s in memory; existing: %s"
              .formatted(what, isEmpty() ? "none" : String.join(", ", existing)));
    }
    return image;
  }

  @Override
  public Snapshot write(Draft draft, WriteProgress progress) {
    synchronized (place) {
      long generation = ++place.highest;
      Map<String, Section> sections = new LinkedHashMap<>();
      for (Section section : draft.sections()) {
        sections.put(section.name(), copy(section, progress));
      }
      Image image = new Image(generation, Instant.now(), draft.app(), draft.timeline(), sections);
      place.images.put(generation, image);
      return image;
    }
  }

  private static Section copy(Section section, WriteProgress progress) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      section.content().writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    progress.written(section.name(), bytes.size());
    progress.complete(section.name(), bytes.size());
    return new Section(
        section.name(), section.format(), section.journaled(), Content.of(bytes.toByteArray()));
  }

  @Override
  public List<ImageStatus> list() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Snapshot load(long generation) {
    return open(StartFrom.generation(generation)).orElseThrow();
  }

  @Override
  public Verification verify(long generation, ReadProgress progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void prune(int keep, long also) {
    synchronized (place) {
      new ArrayList<>(place.images.descendingKeySet())
          .stream()
              .skip(keep)
              .filter(generation -> generation != also)
              .forEach(place.images::remove);
    }
  }
}
