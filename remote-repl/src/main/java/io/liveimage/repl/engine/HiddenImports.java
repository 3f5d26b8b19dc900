package io.liveimage.repl.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;

/**
 * The imports that every snippet has and nobody typed: those of the jshell tool, and one per
 * binding. They are made when they are first needed, so that a host does not wait for a compiler
 * while it starts. Used with the image locked.
 */
final class HiddenImports {
  private static final List<String> DEFAULTS =
      List.of(
          "import java.io.*;",
          "import java.math.*;",
          "import java.net.*;",
          "import java.nio.file.*;",
          "import java.util.*;",
          "import java.util.concurrent.*;",
          "import java.util.function.*;",
          "import java.util.prefs.*;",
          "import java.util.regex.*;",
          "import java.util.stream.*;");

  private final JShell jshell;
  private final List<String> due = new ArrayList<>(DEFAULTS);
  private final List<Snippet> obsolete = new ArrayList<>();
  private final Map<String, Snippet> made = new HashMap<>();

  HiddenImports(JShell jshell) {
    this.jshell = jshell;
  }

  void add(String source) {
    due.add(source);
  }

  void remove(String source) {
    due.remove(source);
    Snippet snippet = made.remove(source);
    if (snippet != null) {
      obsolete.add(snippet);
    }
  }

  boolean contains(Snippet snippet) {
    return made.containsValue(snippet);
  }

  /** Makes what is due and returns what that did to definitions. */
  List<SnippetEvent> make() {
    List<SnippetEvent> events = new ArrayList<>();
    if (!due.isEmpty()) {
      jshell.addToClasspath(""); // Javac lists a package once; this makes it list packages again.
      obsolete.forEach(snippet -> events.addAll(jshell.drop(snippet)));
      due.forEach(source -> events.addAll(make(source)));
      obsolete.clear();
      due.clear();
    }
    return events;
  }

  private List<SnippetEvent> make(String source) {
    List<SnippetEvent> events = jshell.eval(source);
    Snippet snippet = events.get(0).snippet();
    if (!jshell.status(snippet).isDefined()) {
      throw new IllegalStateException(
          "The compiler refused \"" + source + "\": " + new Snippets(jshell).diagnostics(snippet));
    }
    made.put(source, snippet);
    return events;
  }
}
