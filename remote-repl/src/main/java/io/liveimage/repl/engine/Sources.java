package io.liveimage.repl.engine;

import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** Takes texts apart into snippets. Used with the image locked. */
final class Sources {

  /**
   * The first snippet of a text.
   *
   * @param source the snippet, empty when the text has none
   * @param rest what comes after it
   * @param state whether it is all there
   */
  record First(String source, String rest, Input state) {}

  private final SourceCodeAnalysis analysis;

  Sources(JShell jshell) {
    this.analysis = jshell.sourceCodeAnalysis();
  }

  First first(String text) {
    String trimmed = text.stripLeading();
    CompletionInfo info = analysis.analyzeCompletion(trimmed);
    return switch (info.completeness()) {
      case EMPTY -> new First("", "", Input.EMPTY);
      case DEFINITELY_INCOMPLETE -> new First(trimmed, "", Input.INCOMPLETE);
      case CONSIDERED_INCOMPLETE -> new First(info.source(), "", Input.INCOMPLETE);
      case COMPLETE, COMPLETE_WITH_SEMI, UNKNOWN ->
          new First(info.source(), info.remaining(), Input.COMPLETE);
    };
  }

  Input inspect(String text) {
    First first = first(text);
    Input whole = first.state();
    while (first.state() == Input.COMPLETE && !first.rest().isBlank()) {
      first = first(first.rest());
      whole = first.state() == Input.EMPTY ? whole : first.state();
    }
    return whole;
  }

  boolean isOneSnippet(String text) {
    First first = first(text);
    return first.state() == Input.COMPLETE && inspect(first.rest()) == Input.EMPTY;
  }
}
