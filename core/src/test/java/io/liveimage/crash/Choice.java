package io.liveimage.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What becomes of each operation that was not forced. */
interface Choice {

  /**
   * Chooses among what may be left of an operation.
   *
   * @param operation its place among all operations
   * @param options how many there are: 0 is nothing of it, the last one all of it
   */
  int choose(int operation, int options);

  /** Nothing is lost that came before a moment, and nothing survives that came after it. */
  static Choice ordered(int cut) {
    return (operation, options) -> operation < cut ? options - 1 : 0;
  }

  static Choice random(Random random) {
    return (operation, options) -> random.nextInt(options);
  }

  /** All combinations, one after the other, of choices that depend on those before them. */
  final class All implements Choice {
    private final List<Integer> chosen = new ArrayList<>();
    private final List<Integer> options = new ArrayList<>();
    private int at;

    @Override
    public int choose(int operation, int count) {
      if (at == chosen.size()) {
        chosen.add(0);
        options.add(count);
      }
      return chosen.get(at++);
    }

    /** Goes to the next combination, unless there is none. */
    boolean next() {
      at = 0;
      for (int last = chosen.size() - 1; last >= 0; last--) {
        if (chosen.get(last) + 1 < options.get(last)) {
          chosen.set(last, chosen.get(last) + 1);
          return true;
        }
        chosen.remove(last);
        options.remove(last);
      }
      return false;
    }
  }
}
