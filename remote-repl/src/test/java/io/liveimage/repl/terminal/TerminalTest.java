package io.liveimage.repl.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalTest {
  private static Host host;
  private Caller caller;

  @BeforeAll
  static void startHost(@TempDir Path home) throws IOException {
    host = Host.start(home, builder -> builder.component("notes", new Notes()));
  }

  @AfterAll
  static void stopHost() {
    host.close();
  }

  @BeforeEach
  void call() throws IOException {
    caller = host.call();
  }

  @AfterEach
  void hangUp() throws IOException {
    caller.close();
  }

  @Test
  void bannerTellsWhoIsThereAndHowToGetHelp() throws IOException {
    try (Caller other = host.dial()) {
      other.readTo("\n");
      other.send(host.token() + "\n");

      assertThat(other.readTo(Conversation.PROMPT))
          .matches(
              "tested \\(pid \\d+, up .*, no image yet\\)   /help for help, /exit to leave\nlive> ");
    }
  }

  @Test
  void expressionIsAnsweredWithItsValue() throws IOException {
    assertThat(caller.ask("1 + 1")).isEqualTo("==> 2\n");
  }

  @Test
  void variableIsAnsweredWithNameAndValue() throws IOException {
    assertThat(caller.ask("int x = 5")).isEqualTo("x ==> 5\n");
  }

  @Test
  void inputOfSeveralLinesIsPromptedForTheRest() throws IOException {
    caller.send("int twice(int n) {\n");
    assertThat(caller.readTo(Conversation.MORE)).isEqualTo(Conversation.MORE);
    caller.send("\n");
    assertThat(caller.readTo(Conversation.MORE)).isEqualTo(Conversation.MORE);

    assertThat(caller.ask("  return 2 * n; }")).isEqualTo("|  created method twice(int)\n");
    assertThat(caller.ask("twice(21)")).isEqualTo("==> 42\n");
  }

  @Test
  void eachStatementOfALineIsAnswered() throws IOException {
    assertThat(caller.ask("int a = 1; a + 1; void nothing() { } nothing()"))
        .isEqualTo("a ==> 1\n==> 2\n|  created method nothing()\n");
  }

  @Test
  void carriageReturnsOfTelnetAreNoPartOfTheLine() throws IOException {
    assertThat(caller.ask("\"a\" + 1\r")).isEqualTo("==> \"a1\"\n");
    assertThat(caller.ask("/status\r")).contains("running");
  }

  @Test
  void blankLinesAndCommentsAreAnsweredWithThePrompt() throws IOException {
    assertThat(caller.ask("")).isEmpty();
    assertThat(caller.ask("// nothing")).isEmpty();
    assertThat(caller.ask("/* nothing */")).isEmpty();
    assertThat(caller.ask("/* one */ 1")).isEqualTo("==> 1\n");
  }

  @Test
  void lastLineNeedsNoEnd() throws IOException {
    String answer = caller.send("40 + 2").endInput().readToEnd();

    assertThat(answer).isEqualTo("==> 42\nlive> \n");
  }

  @Test
  void endOfInputEndsTheConnectionAfterAllIsSaid() throws IOException {
    String answer =
        caller
            .send("for (int i = 0; i < 200_000; i++) { System.out.println(i); }\n\"last\"\n")
            .endInput()
            .readToEnd();

    assertThat(answer).startsWith("0\n1\n2\n").endsWith("199999\nlive> ==> \"last\"\nlive> \n");
  }

  @Test
  void unfinishedInputIsToldAtTheEndOfInput() throws IOException {
    String answer = caller.send("int unfinished() {\n").endInput().readToEnd();

    assertThat(answer).contains("|  Error:\n").contains("reached end of file while parsing");
  }

  @Test
  void commentWithoutEndIsToldAtTheEndOfInput() throws IOException {
    String answer = caller.send("/* a comment\n1 + 1\n").endInput().readToEnd();

    assertThat(answer)
        .contains("|  The input ends inside a comment; nothing of it was evaluated.")
        .doesNotContain("==>");
  }

  @Test
  void unfinishedInputCanBeForgotten() throws IOException {
    caller.send("foo(\n");
    caller.readTo(Conversation.MORE);

    assertThat(caller.ask("/cancel")).isEmpty();
    assertThat(caller.ask("1")).isEqualTo("==> 1\n");
  }

  @Test
  void exitEndsTheConnectionAndLeavesTheHost() throws IOException {
    assertThat(caller.send("/exit\n").readToEnd()).isEmpty();

    assertThat(host.lifecycle().currentState()).hasToString("RUNNING");
  }

  @Test
  void exitIsUnderstoodInTheMiddleOfAnInput() throws IOException {
    assertThat(caller.send("foo(\n/exit\n").readToEnd()).isEqualTo(Conversation.MORE);
  }

  @Test
  void nothingAfterExitIsEvaluated() throws IOException {
    caller.send("/exit\n" + Marks.reaching("after exit") + "\n").endInput();

    assertThat(caller.readToEnd()).isEmpty();
    assertThat(Marks.isReached("after exit")).isFalse();
  }

  @Test
  void connectionsShareDefinitions() throws IOException {
    try (Caller other = host.call()) {
      caller.ask("int shared = 7");

      assertThat(other.ask("shared * 6")).isEqualTo("==> 42\n");
    }
  }

  @Test
  void connectionsEvaluateAtTheSameTime() throws IOException {
    try (Caller other = host.call()) {
      caller.send(Marks.reaching("one runs") + Marks.awaiting("other is done") + "\n");

      assertThat(other.ask(Marks.awaiting("one runs") + " 5")).isEqualTo("==> 5\n");
      other.ask(Marks.reaching("other is done"));
      assertThat(caller.readTo(Conversation.PROMPT)).isEqualTo(Conversation.PROMPT);
    }
  }

  @Test
  void outputGoesToTheConnectionThatAskedForIt() throws IOException {
    assertThat(caller.ask("System.out.println(\"out\"); System.err.println(\"err\")"))
        .isEqualTo("out\nerr\n");
  }

  @Test
  void compileErrorIsPointedAt() throws IOException {
    assertThat(caller.ask("notes.length()"))
        .isEqualTo(
            """
            |  Error:
            |  cannot find symbol
            |    symbol:   method length()
            |    location: variable notes of type io.liveimage.repl.terminal.Notes
            |  notes.length()
            |  ^----------^
            """);
  }

  @Test
  void traceOfAnExceptionEndsAtTheSnippet() throws IOException {
    String answer = caller.ask("notes.fail()");

    assertThat(answer)
        .startsWith("|  Exception java.lang.IllegalStateException: no such note\n")
        .contains("|      at io.liveimage.repl.terminal.Notes.fail(Notes.java:")
        .contains("|  Caused by: java.lang.RuntimeException: disk\n")
        .doesNotContain("jdk.jshell", "repl.engine", "ThreadPoolExecutor", "reflect");
  }

  @Test
  void controlCharactersOfAValueDoNotReachTheTerminal() throws IOException {
    String clearsScreen = "new StringBuilder().append((char) 27).append(\"[2J\\r\\u009b\")";

    assertThat(caller.ask(clearsScreen)).isEqualTo("==> \\u001b[2J\\u000d\\u009b\n");
  }

  @Test
  void snippetPrintsControlCharactersIfItWants() throws IOException {
    assertThat(caller.ask("System.out.println((char) 27 + \"[1mbold\")"))
        .isEqualTo((char) 27 + "[1mbold\n");
  }

  @Test
  void snippetThatInterruptsItselfIsToldItsOutcome() throws IOException {
    assertThat(caller.ask("Thread.currentThread().interrupt(); 3")).isEqualTo("==> 3\n");
    assertThat(caller.ask("Thread.currentThread().isInterrupted()")).isEqualTo("==> false\n");
  }

  @Test
  void helpNamesTheCommands() throws IOException {
    String help = caller.ask("/help");

    assertThat(help).contains("/list", "/vars", "/methods", "/types", "/imports", "/drop NAME");
    assertThat(help).contains("/status", "/stop", "/cancel", "/exit", "/help");
    assertThat(help.lines()).allMatch(line -> line.startsWith("|  ") && line.length() <= 82);
  }

  @Test
  void definitionsAreListedByKind() throws IOException {
    caller.ask("int listed = 1");
    caller.ask("void listedMethod(String text) { }");
    caller.ask("record Listed(int a) { }");
    caller.ask("import java.util.zip.CRC32");

    assertThat(caller.ask("/list"))
        .contains("|  variable int listed\n", "|  method listedMethod(String)\n")
        .contains("|  record Listed\n", "java.util.zip.CRC32\n");
    assertThat(caller.ask("/vars")).contains("listed\n").doesNotContain("Method", "CRC32");
    assertThat(caller.ask("/methods")).contains("listedMethod").doesNotContain("listed\n", "CRC32");
    assertThat(caller.ask("/types")).contains("Listed").doesNotContain("listed\n", "listedMethod");
    assertThat(caller.ask("/imports")).contains("CRC32").doesNotContain("listed");
  }

  @Test
  void definitionThatWaitsIsListedWithItsReason() throws IOException {
    assertThat(caller.ask("int waiting() { return nowhere; }"))
        .contains("created method waiting(), however, it cannot be invoked until");

    assertThat(caller.ask("/methods")).contains("|  method waiting()\n|    waits: ");
  }

  @Test
  void droppedDefinitionIsGone() throws IOException {
    caller.ask("int dropped = 1");

    assertThat(caller.ask("/drop dropped")).isEqualTo("|  dropped dropped\n");
    assertThat(caller.ask("/drop dropped")).isEqualTo("|  There is no definition named dropped.\n");
    assertThat(caller.ask("/drop")).isEqualTo("|  Which one? /drop NAME, as /list shows it.\n");
    assertThat(caller.ask("dropped")).contains("cannot find symbol");
  }

  @Test
  void statusTellsTheHostAndItsState() throws IOException {
    assertThat(caller.ask("/status"))
        .matches("\\|  tested \\(pid \\d+, up .*, no image yet\\), running\n");
  }

  @Test
  void unknownCommandIsNamed() throws IOException {
    assertThat(caller.ask("/nope")).isEqualTo("|  No such command: /nope. /help lists them.\n");
    assertThat(caller.ask("/stop now")).isEqualTo("|  Expected /stop or /stop --discard.\n");
  }

  @Test
  void bindingHasItsRealType() throws IOException {
    assertThat(caller.ask("notes.size()")).isEqualTo("==> 48112\n");
    assertThat(caller.ask("lifecycle.name()")).isEqualTo("==> \"tested\"\n");
  }

  @Test
  void bindingThatIsMadeLateIsSeenAndCanBeReplaced() throws IOException {
    assertThat(caller.ask("late.length()")).contains("cannot find symbol");

    host.lifecycle().bind("late", new StringBuilder("abc"));
    assertThat(caller.ask("late.length()")).isEqualTo("==> 3\n");

    host.lifecycle().bind("late", new StringBuilder("abcd"));
    assertThat(caller.ask("late.length()")).isEqualTo("==> 4\n");
  }

  @Test
  void snippetCanBind() throws IOException {
    caller.ask("lifecycle.bind(\"fromSnippet\", \"bound\")");

    assertThat(caller.ask("fromSnippet")).isEqualTo("fromSnippet ==> \"bound\"\n");
  }

  @Test
  void charactersMayBeCutBetweenPackets() throws IOException {
    byte[] line = "\"größer ✓ 🙂\".length()\n".getBytes(StandardCharsets.UTF_8);
    for (byte each : line) {
      caller.send(each);
    }

    assertThat(caller.readTo(Conversation.PROMPT)).startsWith("==> 11\n");
    assertThat(caller.ask("\"größer ✓ 🙂\"")).isEqualTo("==> \"größer ✓ 🙂\"\n");
  }

  @Test
  void lineThatIsNoUtf8EndsTheConnectionWithAReason() throws IOException {
    caller.ask("1");
    caller.send(new byte[] {'"', (byte) 0xfc, '"', '\n'}).send(Marks.reaching("after latin1"));

    assertThat(caller.endInput().readToEnd()).isEqualTo("\n|  That is not UTF-8. Goodbye.\n");
    assertThat(Marks.isReached("after latin1")).isFalse();
  }

  @Test
  void lineThatIsTooLongEndsTheConnectionWithAReason() throws IOException {
    caller.ask("1");
    caller.send("\"" + "x".repeat(70_000) + "\"\n" + Marks.reaching("after long line") + "\n");

    assertThat(caller.readToEnd()).isEqualTo("\n|  A line has more than 65536 bytes. Goodbye.\n");
    assertThat(Marks.isReached("after long line")).isFalse();
    assertHostIsUnharmed();
  }

  @Test
  void lineThatIsTooLongWaitsForTheAnswersBefore() throws IOException {
    caller.send("int answered = 1\n" + "x".repeat(200_000));

    assertThat(caller.readToEnd())
        .startsWith("answered ==> 1\n")
        .endsWith("|  A line has more than 65536 bytes. Goodbye.\n");
  }

  @Test
  void inputThatIsTooLongEndsTheConnectionWithAReason() throws IOException {
    String line = "//" + "x".repeat(65_000) + "\n";
    caller.send("void tooMuch() {\n");
    for (int i = 0; i < 20; i++) {
      caller.send(line);
    }
    caller.send(Marks.reaching("after much input") + "\n");

    assertThat(caller.readToEnd())
        .endsWith("|  The input has more than 1048576 characters. Goodbye.\n");
    assertThat(Marks.isReached("after much input")).isFalse();
    assertHostIsUnharmed();
  }

  @Test
  void inputThatTheCompilerCannotTakeIsForgotten() throws IOException {
    assertThat(caller.ask("1" + " + (1".repeat(8_000) + ")".repeat(8_000)))
        .contains("StackOverflowError");

    assertThat(caller.ask("1 + 1")).isEqualTo("==> 2\n");
  }

  private static void assertHostIsUnharmed() throws IOException {
    try (Caller next = host.call()) {
      assertThat(next.ask("1 + 1")).isEqualTo("==> 2\n");
    }
  }
}
