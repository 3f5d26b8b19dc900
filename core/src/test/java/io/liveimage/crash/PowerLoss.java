package io.liveimage.crash;

import io.liveimage.crash.Operation.FailedForce;
import io.liveimage.crash.Operation.Force;
import io.liveimage.crash.Operation.Link;
import io.liveimage.crash.Operation.Rename;
import io.liveimage.crash.Operation.Resize;
import io.liveimage.crash.Operation.Unlink;
import io.liveimage.crash.Operation.Write;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The power is lost after some operations of a disk. What was forced is there; of the rest any
 * subset is, in any order, as of files so of directories. Each write may also be there by its first
 * or second half only, or as zeros.
 */
final class PowerLoss {

  /** Up to so many combinations are all tried; of more, the first ones and a sample. */
  static final int ALL = 3000;

  private static final int SAMPLE = 1000;

  /** Nothing, zeros, the second half, the first half, all of it. */
  private static final int OUTCOMES_OF_A_WRITE = 5;

  private final Disk before;
  private final int moment;
  private final Set<Integer> newDirectories = new HashSet<>();
  private final Map<Integer, List<Change>> changes = new HashMap<>();
  private boolean sampled;

  PowerLoss(Disk disk, int moment) {
    this.before = new Disk(disk.before());
    this.moment = moment;
    List<Operation> operations = disk.operations();
    for (int i = 0; i < moment; i++) {
      happened(i, operations.get(i));
    }
  }

  private void happened(int index, Operation operation) {
    List<Change> changes = changes(operation.node());
    if (operation instanceof Force) {
      changes.stream()
          .filter(each -> each.fate == Fate.OPEN)
          .forEach(each -> each.fate = Fate.SAFE);
    } else if (operation instanceof FailedForce && !isDirectory(operation.node())) {
      changes.stream()
          .filter(each -> each.fate == Fate.OPEN)
          .forEach(each -> each.fate = Fate.OPEN_FOR_EVER);
    } else if (!(operation instanceof FailedForce)) {
      changes.add(new Change(index, operation));
    }
    if (operation instanceof Link link && link.directory()) {
      newDirectories.add(link.target());
    }
  }

  private List<Change> changes(int node) {
    return changes.computeIfAbsent(node, each -> new ArrayList<>());
  }

  /** Returns what may be on the disk when the power is back. */
  Set<Tree> survivors() {
    Set<Tree> survivors = new LinkedHashSet<>();
    var all = new Choice.All();
    boolean more = true;
    for (int i = 0; more && i < ALL; i++) {
      survivors.add(survivor(all));
      more = all.next();
    }
    if (more) {
      sample(survivors);
    }
    return survivors;
  }

  private void sample(Set<Tree> survivors) {
    sampled = true;
    for (int cut = 0; cut <= moment; cut++) {
      survivors.add(survivor(Choice.ordered(cut)));
    }
    var random = new Random(moment);
    for (int i = 0; i < SAMPLE; i++) {
      survivors.add(survivor(Choice.random(random)));
    }
  }

  /** Returns whether there were too many combinations for all of them. */
  boolean isSampled() {
    return sampled;
  }

  private Tree survivor(Choice choice) {
    var found = new TreeMap<String, ByteBuffer>();
    collect(Disk.ROOT, "/", choice, found);
    return new Tree(found);
  }

  private void collect(int directory, String prefix, Choice choice, Map<String, ByteBuffer> found) {
    entries(directory, choice)
        .forEach(
            (name, node) -> {
              if (isDirectory(node)) {
                found.put(prefix + name + "/", ByteBuffer.allocate(0));
                collect(node, prefix + name + "/", choice, found);
              } else {
                found.put(prefix + name, ByteBuffer.wrap(content(node, choice)));
              }
            });
  }

  private boolean isDirectory(int node) {
    return before.has(node) ? before.isDirectory(node) : newDirectories.contains(node);
  }

  private Map<String, Integer> entries(int directory, Choice choice) {
    Map<String, Integer> entries =
        before.has(directory) ? before.entries(directory) : new HashMap<>();
    for (Change change : changes(directory)) {
      if (change.survives(choice)) {
        apply(change.operation, entries);
      }
    }
    return entries;
  }

  private static void apply(Operation operation, Map<String, Integer> entries) {
    if (operation instanceof Link link) {
      entries.put(link.name(), link.target());
    } else if (operation instanceof Unlink unlink) {
      entries.remove(unlink.name(), unlink.target());
    } else if (operation instanceof Rename rename) {
      entries.remove(rename.from(), rename.target());
      entries.put(rename.to(), rename.target());
    }
  }

  private byte[] content(int file, Choice choice) {
    var content = new FileContent(before.has(file) ? before.bytes(file) : new byte[0]);
    for (Change change : changes(file)) {
      if (change.operation instanceof Write write) {
        apply(write, change.outcome(choice), content);
      } else if (change.operation instanceof Resize resize && change.survives(choice)) {
        content.truncate(resize.size());
      }
    }
    return content.bytes();
  }

  private static void apply(Write write, int outcome, FileContent content) {
    byte[] bytes = write.bytes();
    int half = bytes.length / 2;
    switch (outcome) {
      case 1 -> content.grow(write.offset() + bytes.length);
      case 2 -> content.write(write.offset() + half, Arrays.copyOfRange(bytes, half, bytes.length));
      case 3 -> content.write(write.offset(), Arrays.copyOf(bytes, half));
      case 4 -> content.write(write.offset(), bytes);
      default -> {}
    }
  }

  private enum Fate {
    OPEN,
    OPEN_FOR_EVER,
    SAFE
  }

  private static final class Change {
    private final int index;
    private final Operation operation;
    private Fate fate = Fate.OPEN;

    Change(int index, Operation operation) {
      this.index = index;
      this.operation = operation;
    }

    boolean survives(Choice choice) {
      return fate == Fate.SAFE || choice.choose(index, 2) == 1;
    }

    int outcome(Choice choice) {
      return fate == Fate.SAFE
          ? OUTCOMES_OF_A_WRITE - 1
          : choice.choose(index, OUTCOMES_OF_A_WRITE);
    }
  }
}
