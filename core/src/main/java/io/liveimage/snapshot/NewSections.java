package io.liveimage.snapshot;

import io.liveimage.local.OwnFiles;
import io.liveimage.snapshot.Manifest.Entry;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The sections of an image that is written: large ones side by side, small ones in turn. */
final class NewSections {
  private final List<Section> sections;
  private final Set<String> names = new HashSet<>();
  private final Path directory;
  private final Compression compression;
  private final WriteProgress progress;

  NewSections(
      List<Section> sections, Path directory, Compression compression, WriteProgress progress) {
    this.sections = sections;
    this.directory = directory;
    this.compression = compression;
    this.progress = progress;
    sections.forEach(section -> names.add(section.name().toLowerCase(Locale.ROOT)));
  }

  /**
   * Writes all of them, and returns when they are on the disk and were read back. The first failure
   * ends the others too.
   */
  List<Entry> write() throws IOException, CorruptImageException {
    Entry[] entries = new Entry[sections.size()];
    try (var crew = new Crew("liveimage-save-section")) {
      List<Crew.Work> works = new ArrayList<>();
      for (int i : largestFirst()) {
        works.add(() -> entries[i] = write(sections.get(i), crew));
      }
      crew.doAll(works, (int) sections.stream().filter(each -> weight(each) > 0).count());
    }
    return List.of(entries);
  }

  private List<Integer> largestFirst() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingLong((Integer i) -> weight(sections.get(i))).reversed());
    return order;
  }

  /** Returns the length if it is worth a thread, else 0. What nobody knows may be large. */
  private static long weight(Section section) {
    long length = section.content().length().orElse(Long.MAX_VALUE);
    return Crew.isWorthAThread(length) ? length : 0;
  }

  private Entry write(Section section, Crew crew) throws IOException, CorruptImageException {
    try {
      return new NewSection(section, () -> isCompressible(section), directory, crew, progress)
          .write();
    } catch (ClosedByInterruptException | Crew.Abandoned e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("section %s: %s".formatted(section.name(), OwnFiles.reason(e)), e);
    }
  }

  /** Section a in a file a.b.zst must not meet a section a.b whose file is called so. */
  private boolean isCompressible(Section section) {
    String file = section.name() + "." + section.format().fileExtension();
    return !names.contains(file.toLowerCase(Locale.ROOT)) && compression.isOn();
  }
}
