package io.liveimage.repl.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The definitions of an image as a JShell script that people can read. Before each definition
 * stands a comment line such as {@code //@ method twice(int), 3 lines}, by which the script is
 * taken apart again without parsing Java. Immutable.
 */
public final class Script {

  /**
   * One definition in a script.
   *
   * @param kind what it defines
   * @param signature what tells it from others, such as {@code twice(int)}
   * @param source its Java text
   * @param remark where the value of a variable is when the source does not have it; else empty
   */
  public record Entry(DefinitionKind kind, String signature, String source, String remark) {

    Entry(DefinitionKind kind, String signature, String source) {
      this(kind, signature, source, "");
    }

    Entry remarked(String other) {
      return new Entry(kind, signature, source, other);
    }

    /** Methods are told apart by their parameters, all types share one name space. */
    String key() {
      return key(kind, signature);
    }

    static String key(DefinitionKind kind, String signature) {
      return switch (kind) {
        case METHOD, IMPORT -> kind + " " + signature;
        case VARIABLE -> kind + " " + nameOf(kind, signature);
        default -> "type " + signature;
      };
    }

    /**
     * Returns the simple name of what is defined.
     *
     * @return the name
     */
    public String name() {
      return nameOf(kind, signature);
    }

    static String nameOf(DefinitionKind kind, String signature) {
      return switch (kind) {
        case METHOD -> signature.replaceFirst("\\(.*", "");
        case VARIABLE, IMPORT -> signature.substring(signature.lastIndexOf(' ') + 1);
        default -> signature;
      };
    }

    private String header() {
      return HEADER_START
          + kind.word()
          + " "
          + signature
          + ", "
          + counted(lines(), "line")
          + (remark.isEmpty() ? "" : ", " + oneLine(remark));
    }

    private static String oneLine(String text) {
      return text.strip().replaceAll("\\s+", " ");
    }

    private boolean isWithoutValue() {
      return remark.startsWith(VALUE_NOT_KEPT);
    }

    private int lines() {
      return 1 + (int) source.chars().filter(c -> c == '\n').count();
    }
  }

  private static final String HEADER_START = "//@ ";
  private static final String VALUE_NOT_KEPT = "value not kept";

  /** The remark of a variable whose value is saved beside the script. */
  static final String VALUE_ELSEWHERE = "value in repl-values";

  private static final Pattern TITLE =
      Pattern.compile("// LiveImage script 1, (\\d+) definitions?");
  private static final Pattern HEADER =
      Pattern.compile("//@ (\\w+) (\\S.*?), (\\d+) lines?(?:, (value .*))?");

  /** The script of an image without definitions. */
  public static final Script EMPTY = new Script(List.of());

  private final List<Entry> entries;

  Script(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Takes a script apart.
   *
   * @param text what {@link #text()} returned
   * @return the script
   * @throws IllegalArgumentException when the text is no such script or is damaged; the message
   *     names the line
   */
  public static Script parse(String text) {
    return new Script(new Reader(text).entries());
  }

  /**
   * Returns the whole script, which is also valid input of the {@code jshell} tool.
   *
   * @return the text, lines separated by {@code \n}
   */
  public String text() {
    StringBuilder text = new StringBuilder("// LiveImage script 1, ");
    text.append(counted(entries.size(), "definition")).append('\n');
    for (Entry entry : entries) {
      text.append('\n').append(entry.header()).append('\n').append(entry.source()).append('\n');
    }
    return text.toString();
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /**
   * Returns the definitions, in the order in which they were first made.
   *
   * @return the definitions, immutable
   */
  public List<Entry> entries() {
    return entries;
  }

  /**
   * Returns the variables that are saved without their value, because there is no way to save it.
   *
   * @return their names, each with the reason in parentheses where that is known
   */
  public List<String> unsavedVariables() {
    return entries.stream().filter(Entry::isWithoutValue).map(Script::nameAndReason).toList();
  }

  private static String nameAndReason(Entry entry) {
    String reason = entry.remark().substring(VALUE_NOT_KEPT.length()).replaceFirst("^: ", "");
    return entry.name() + (reason.isEmpty() ? "" : " (" + reason + ")");
  }

  static String valueNotKept(String reason) {
    return VALUE_NOT_KEPT + ": " + reason;
  }

  /**
   * Returns how many definitions of each kind there are.
   *
   * @return the counts, immutable; a kind of which there is none is missing
   */
  public Map<DefinitionKind, Integer> counts() {
    Map<DefinitionKind, Integer> counts = new EnumMap<>(DefinitionKind.class);
    entries.forEach(entry -> counts.merge(entry.kind(), 1, Integer::sum));
    return Collections.unmodifiableMap(counts);
  }

  private static final class Reader {
    private final List<String> lines;
    private int next;

    Reader(String text) {
      this.lines = List.of(text.split("\n", -1));
    }

    List<Entry> entries() {
      int announced = title();
      List<Entry> entries = new ArrayList<>();
      while (skipBlank()) {
        entries.add(entry());
      }
      if (entries.size() != announced) {
        throw damaged(1, counted(announced, "definition"), counted(entries.size(), "definition"));
      }
      return entries;
    }

    private int title() {
      Matcher title = TITLE.matcher(line());
      if (!title.matches()) {
        throw damaged(1, "\"// LiveImage script 1, N definitions\"", found(line()));
      }
      next++;
      return number(title.group(1));
    }

    private Entry entry() {
      int at = next + 1;
      Matcher header = HEADER.matcher(line());
      if (!header.matches()) {
        throw damaged(at, "a header such as \"//@ method twice(int), 3 lines\"", found(line()));
      }
      next++;
      int count = number(header.group(3));
      if (count < 1 || count > lines.size() - next) {
        String left = counted(lines.size() - next, "line") + " to the end";
        throw damaged(at, counted(count, "line") + " of source", left);
      }
      List<String> source = lines.subList(next, next += count);
      return new Entry(
          kind(at, header.group(1)),
          header.group(2),
          String.join("\n", source),
          Objects.requireNonNullElse(header.group(4), ""));
    }

    private static DefinitionKind kind(int at, String word) {
      for (DefinitionKind kind : DefinitionKind.values()) {
        if (kind.word().equals(word)) {
          return kind;
        }
      }
      String known = List.of(DefinitionKind.values()).toString().toLowerCase(Locale.ROOT);
      throw damaged(at, "one of " + known, found(word));
    }

    private boolean skipBlank() {
      while (next < lines.size() && line().isBlank()) {
        next++;
      }
      return next < lines.size();
    }

    /** Headers may have got a carriage return from an editor. */
    private String line() {
      return lines.get(next).stripTrailing();
    }

    /** More digits than an int has are too many lines in any case. */
    private static int number(String digits) {
      return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private static String found(String text) {
      return "\"" + (text.length() > 80 ? text.substring(0, 80) + "..." : text) + "\"";
    }

    private static IllegalArgumentException damaged(int line, String expected, String found) {
      return new IllegalArgumentException(
          "The REPL script is damaged at line "
              + line
              + ": expected "
              + expected
              + ", found "
              + found
              + "; restore the file, or correct the line counts if it was edited");
    }
  }
}
