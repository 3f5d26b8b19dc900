package io.liveimage.repl.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be saved, taken down under the lock of the image; the values, whose encoding takes
 * time and may run code of users, are encoded without it. Immutable, but for the values.
 *
 * @param entries the definitions, in the order of the script
 * @param candidates the values that the script cannot have
 * @param waiting values that were saved before and are not back
 */
record Draft(
    List<Script.Entry> entries, List<Variables.Candidate> candidates, List<SavedValue> waiting) {

  private static final int MOST_VALUES = 1_000;

  SavedImage encoded(ValueCodec codec, Patience patience) {
    Map<String, String> remarks = new HashMap<>();
    List<SavedValue> values = new ArrayList<>(waiting);
    for (Variables.Candidate candidate : candidates) {
      try {
        values.add(encoded(candidate, values.size(), codec, patience));
      } catch (ValueException e) {
        remarks.put(candidate.name(), Script.valueNotKept(e.reason()));
      }
    }
    values.forEach(value -> remarks.put(value.name(), Script.VALUE_ELSEWHERE));
    return new SavedImage(script(remarks), values);
  }

  private static SavedValue encoded(
      Variables.Candidate candidate, int before, ValueCodec codec, Patience patience) {
    if (before >= MOST_VALUES) {
      throw new ValueException("there are more than " + MOST_VALUES + " values");
    }
    return new SavedValue(
        candidate.name(),
        candidate.typeName(),
        patience.call(() -> codec.encode(candidate.value(), candidate.type())));
  }

  private Script script(Map<String, String> remarks) {
    return new Script(
        entries.stream()
            .map(entry -> isVariable(entry) ? remarked(entry, remarks) : entry)
            .toList());
  }

  private static boolean isVariable(Script.Entry entry) {
    return entry.kind() == DefinitionKind.VARIABLE;
  }

  private static Script.Entry remarked(Script.Entry entry, Map<String, String> remarks) {
    return entry.remarked(remarks.getOrDefault(entry.name(), entry.remark()));
  }
}
