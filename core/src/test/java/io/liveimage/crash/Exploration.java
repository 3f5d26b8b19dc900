package io.liveimage.crash;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Starts the real code on whatever may be left of a disk after each of its operations, and again on
 * whatever may be left when that start is cut off, too.
 *
 * @param <S> what a start finds, with an {@code equals}
 */
final class Exploration<S> {

  /** What a start may find after so many operations. */
  interface Promise<S> {
    boolean isKept(int operations, S found);
  }

  private final String name;
  private final Function<Disk, S> start;
  private final Map<Tree, S> found = new HashMap<>();
  private final Set<Tree> cutOff = new HashSet<>();
  private int moments;
  private int sampledMoments;

  Exploration(String name, Function<Disk, S> start) {
    this.name = name;
    this.start = start;
  }

  /** Fails at the first start that does not find what was promised. */
  Exploration<S> explore(Disk disk, Promise<S> promise) {
    return explore(disk, 0, promise);
  }

  /** Does the same for what follows the first operations. */
  Exploration<S> explore(Disk disk, int first, Promise<S> promise) {
    for (int moment = first; moment <= disk.operationCount(); moment++) {
      for (Tree survivor : survivors(disk, moment)) {
        S value = atStart(survivor, disk, moment);
        if (!promise.isKept(moment, value)) {
          throw violation("found " + value, survivor, disk, moment, null);
        }
      }
    }
    return this;
  }

  private Iterable<Tree> survivors(Disk disk, int moment) {
    var loss = new PowerLoss(disk, moment);
    Iterable<Tree> survivors = loss.survivors();
    moments++;
    sampledMoments += loss.isSampled() ? 1 : 0;
    return survivors;
  }

  /** Starts on what is left, and again on all that is left of each start that is cut off. */
  private S atStart(Tree survivor, Disk disk, int moment) {
    if (!cutOff.add(survivor)) {
      return found.get(survivor);
    }
    var restarted = new Disk(survivor);
    S value = start(restarted, disk, moment);
    found.put(survivor, value);
    for (int again = 1; again <= restarted.operationCount(); again++) {
      for (Tree left : survivors(restarted, again)) {
        requireSame(value, left, restarted, again);
      }
    }
    return value;
  }

  private void requireSame(S value, Tree left, Disk restarted, int moment) {
    S again = found.get(left);
    if (again == null) {
      again = start(new Disk(left), restarted, moment);
      found.put(left, again);
    }
    if (!again.equals(value)) {
      String what = "found " + value + ", was cut off, and found " + again;
      throw violation(what, left, restarted, moment, null);
    }
  }

  private S start(Disk restarted, Disk disk, int moment) {
    try {
      return start.apply(restarted);
    } catch (RuntimeException e) {
      throw violation("failed: " + e.getMessage(), restarted.before(), disk, moment, e);
    }
  }

  private AssertionError violation(
      String what, Tree survivor, Disk disk, int moment, @Nullable Throwable cause) {
    var message = new StringBuilder(name + ": a start " + what + "\nafter");
    for (int i = Math.max(0, moment - 12); i < moment; i++) {
      message.append("\n  ").append(i + 1).append(' ').append(disk.label(i));
    }
    return new AssertionError(message + "\nwith" + survivor, cause);
  }

  /** Tells how much was explored. */
  @Override
  public String toString() {
    return "%s: %,d starts on different disks, from %,d moments of power loss%s"
        .formatted(
            name,
            found.size(),
            moments,
            sampledMoments == 0 ? "" : ", %,d of them sampled".formatted(sampledMoments));
  }
}
