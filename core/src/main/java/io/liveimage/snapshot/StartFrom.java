package io.liveimage.snapshot;

import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * The image a host starts from: the newest, the one before it or before another one, none, or one
 * by its generation. Immutable.
 */
public final class StartFrom {

  /** The newest valid image, or nothing on the first start. */
  public static final StartFrom NEWEST = new StartFrom("newest");

  /** The valid image before the newest one. */
  public static final StartFrom PREVIOUS = new StartFrom("previous");

  /** No image: the host starts anew, and what is on disk stays there. */
  public static final StartFrom EMPTY = new StartFrom("empty");

  private static final String BEFORE = "before ";

  private final String text;

  private StartFrom(String text) {
    this.text = text;
  }

  /**
   * Returns the choice of exactly one image.
   *
   * @param number the generation, 1 or more
   * @return the choice of that image and no other
   * @throws IllegalArgumentException if the number is less than 1
   */
  public static StartFrom generation(long number) {
    if (number < 1) {
      throw refused(Long.toString(number));
    }
    return new StartFrom(Long.toString(number));
  }

  /**
   * Returns the choice of the newest valid image that is older than a given one.
   *
   * @param number the generation of the image that is passed over with all newer ones, 1 or more
   * @return the choice of the image before it
   * @throws IllegalArgumentException if the number is less than 1
   */
  public static StartFrom before(long number) {
    return new StartFrom(BEFORE + generation(number));
  }

  /**
   * Reads a choice as a user writes it, in any case: {@code newest}, {@code previous}, {@code
   * empty}, a generation with or without leading zeros, or {@code before} and a generation.
   *
   * @param text the user's word or number
   * @return the choice
   * @throws IllegalArgumentException if the text is none of these; the message lists them
   */
  public static StartFrom parse(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "newest" -> NEWEST;
      case "previous" -> PREVIOUS;
      case "empty" -> EMPTY;
      default ->
          word.startsWith(BEFORE)
              ? before(number(word.substring(BEFORE.length()).strip(), text))
              : generation(number(word, text));
    };
  }

  private static long number(String digits, String text) {
    if (!digits.matches("[0-9]{1,18}") || Long.parseLong(digits) < 1) {
      throw refused(text);
    }
    return Long.parseLong(digits);
  }

  /**
   * Returns the one generation that is asked for.
   *
   * @return the generation, or empty when another choice was made
   */
  public OptionalLong generation() {
    return Character.isDigit(text.charAt(0))
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  /** Returns the one generation that is passed over with all newer ones. */
  OptionalLong passedOver() {
    return text.startsWith(BEFORE)
        ? OptionalLong.of(Long.parseLong(text.substring(BEFORE.length())))
        : OptionalLong.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StartFrom that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text);
  }

  /** Returns the text that {@link #parse} reads as this choice. */
  @Override
  public String toString() {
    return text;
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "Cannot start from \""
            + text
            + "\": expected newest, previous, empty, the generation of an image, such as 18, or"
            + " before 18");
  }
}
