package io.liveimage.snapshot;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is in the directory of images, by name alone.
 *
 * @param generations the images, newest first
 * @param broken the names of those set aside, newest first
 * @param leftovers the directories of writes and deletions that were cut off
 * @param highest the largest number that occurs anywhere, 0 if there is none
 */
record ImageListing(
    List<Long> generations, List<String> broken, List<Path> leftovers, long highest) {

  private static final int NAME_LENGTH = 7;

  /** At most 18 digits, so that every number fits a long. */
  private static final Pattern NAME =
      Pattern.compile("(?<tmp>\\.tmp-)?(?<number>[0-9]{7,18})(?<broken>\\.broken(-[0-9]+)?)?");

  static ImageListing of(Path images) throws IOException {
    var generations = new ArrayList<Long>();
    var broken = new ArrayList<String>();
    var leftovers = new ArrayList<Path>();
    long highest = 0;
    for (Path entry : entries(images)) {
      String name = entry.getFileName().toString();
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        long number = Long.parseLong(matcher.group("number"));
        highest = Math.max(highest, number);
        if (matcher.group("tmp") != null) {
          leftovers.add(entry);
        } else if (matcher.group("broken") != null) {
          broken.add(name);
        } else if (name.equals(name(number))) {
          generations.add(number);
        }
      }
    }
    generations.sort(Comparator.reverseOrder());
    broken.sort(Comparator.reverseOrder());
    return new ImageListing(generations, broken, leftovers, highest);
  }

  /** Returns the name of an image's directory. */
  static String name(long generation) {
    String digits = Long.toString(generation);
    return "0".repeat(Math.max(0, NAME_LENGTH - digits.length())) + digits;
  }

  /** Returns the number of an image by the name of its directory, also when it is set aside. */
  static long number(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(name + " is no image");
    }
    return Long.parseLong(matcher.group("number"));
  }

  /** Returns the name of an image's directory before it is complete and while it is deleted. */
  static String temporaryName(long generation) {
    return ".tmp-" + name(generation);
  }

  /** Returns the images for a message: "18, 17" or "none", and those set aside. */
  String describe() {
    String existing =
        generations.isEmpty()
            ? "none"
            : generations.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return broken.isEmpty() ? existing : existing + "; set aside: " + String.join(", ", broken);
  }

  /** A link into nowhere is not an absent directory, but for instance a disk not yet mounted. */
  private static List<Path> entries(Path images) throws IOException {
    var entries = new ArrayList<Path>();
    try (var directory = Files.newDirectoryStream(images)) {
      directory.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException e) {
      if (Files.isSymbolicLink(images)) {
        throw e;
      }
    }
    return entries;
  }
}
