package io.liveimage;

import io.liveimage.snapshot.Snapshot;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The sections of one image that are not restored, since somebody has said so: {@code notes@18}.
 * They stay in later images as {@code notes.18}.
 *
 * @param names the sections
 * @param image the generation of the image
 */
record SkippedSections(Set<String> names, long image) {
  static final SkippedSections NONE = new SkippedSections(Set.of(), 0);

  private static final String KEY = "liveimage.restore.skip";
  private static final Pattern ONE = Pattern.compile("(?<name>[^@,\\s]+)@(?<image>[0-9]{1,18})");

  /** Returns those of an image; what is said of others has been done, or is for another start. */
  static SkippedSections of(Settings settings, Optional<Snapshot> image) {
    Set<String> said =
        settings
            .parsed(
                KEY, "sections with their image, such as notes@18,mail@18", SkippedSections::said)
            .orElse(Set.of());
    return image.map(snapshot -> of(said, snapshot)).orElse(NONE);
  }

  private static Set<String> said(String text) {
    Set<String> said =
        Arrays.stream(text.split(",")).map(String::strip).collect(Collectors.toSet());
    if (!said.stream().allMatch(each -> ONE.matcher(each).matches())) {
      throw new IllegalArgumentException(text);
    }
    return said;
  }

  private static SkippedSections of(Set<String> said, Snapshot image) {
    Set<String> names = new TreeSet<>();
    for (String each : said) {
      Matcher matcher = ONE.matcher(each);
      if (matcher.matches() && Long.parseLong(matcher.group("image")) == image.generation()) {
        names.add(matcher.group("name"));
      }
    }
    names.retainAll(image.sectionNames());
    return new SkippedSections(names, image.generation());
  }

  /** Returns these and others of the same image. */
  SkippedSections and(Set<String> others) {
    Set<String> all = new LinkedHashSet<>(names);
    all.addAll(others);
    return new SkippedSections(Collections.unmodifiableSet(all), image);
  }

  /** Returns the names of those that are not among others. */
  Set<String> without(Set<String> others) {
    return names.stream()
        .filter(name -> !others.contains(name))
        .collect(Collectors.toUnmodifiableSet());
  }

  boolean has(String name) {
    return names.contains(name);
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  String keptAs(String name) {
    return name + "." + image;
  }
}
