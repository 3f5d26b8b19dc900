package io.liveimage.snapshot;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * What changed in a section from one image to another.
 *
 * @param name the section
 * @param before what it was, if it was there
 * @param after what it is, if it is there
 * @param differences the values that differ, where both are Smile; empty if there are none but the
 *     order of properties, or for other formats
 * @param complete whether these are all; there are never more than {@value #LIMIT}
 */
public record SectionDiff(
    String name,
    Optional<SectionFormat> before,
    Optional<SectionFormat> after,
    List<Difference> differences,
    boolean complete) {

  /** How many differences of a section are told at most. */
  public static final int LIMIT = 1000;

  private static final String SMILE = "smile";

  /**
   * Copies the differences.
   *
   * @param name the section
   * @param before what it was
   * @param after what it is
   * @param differences the values that differ
   * @param complete whether these are all
   */
  public SectionDiff {
    differences = List.copyOf(differences);
  }

  /**
   * A value that differs.
   *
   * @param path where it is, such as {@code $.notes[id=17].title}: an element of an array is named
   *     by its {@code id}, {@code key}, {@code uuid} or {@code name} if it has one, or else by its
   *     index
   * @param before the value as JSON, if it was there; cut off when it is long
   * @param after the value as JSON, if it is there; cut off when it is long
   */
  public record Difference(String path, Optional<String> before, Optional<String> after) {

    /** Returns path and values, such as {@code $.count: 1 -> 2}. */
    @Override
    public String toString() {
      return path + ": " + before.orElse("(none)") + " -> " + after.orElse("(none)");
    }
  }

  /**
   * Returns whether the section came.
   *
   * @return true if there was none
   */
  public boolean isAdded() {
    return before.isEmpty();
  }

  /**
   * Returns whether the section went.
   *
   * @return true if there is none any more
   */
  public boolean isRemoved() {
    return after.isEmpty();
  }

  /** Returns what changed, or nothing when both are the same. */
  static Optional<SectionDiff> of(String name, Optional<Section> before, Optional<Section> after)
      throws IOException {
    Optional<SectionFormat> old = before.map(Section::format);
    Optional<SectionFormat> now = after.map(Section::format);
    if (before.isEmpty() || after.isEmpty()) {
      return Optional.of(new SectionDiff(name, old, now, List.of(), true));
    }
    if (old.equals(now) && isSame(before.get(), after.get())) {
      return Optional.empty();
    }
    if (!isSmile(before.get()) || !isSmile(after.get())) {
      return Optional.of(new SectionDiff(name, old, now, List.of(), true));
    }
    SmileDiff diff = SmileDiff.of(before.get(), after.get(), LIMIT);
    return Optional.of(new SectionDiff(name, old, now, diff.found(), diff.isComplete()));
  }

  private static boolean isSmile(Section section) {
    return section.format().codec().equals(SMILE);
  }

  private static boolean isSame(Section before, Section after) throws IOException {
    try (InputStream left = new BufferedInputStream(before.content().open());
        InputStream right = new BufferedInputStream(after.content().open())) {
      int byteOfLeft = left.read();
      while (byteOfLeft >= 0 && byteOfLeft == right.read()) {
        byteOfLeft = left.read();
      }
      return byteOfLeft < 0 && right.read() < 0;
    }
  }
}
