package io.liveimage.repl.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.liveimage.repl.terminal.Caller;
import io.liveimage.repl.terminal.Host;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AuditTest {
  private static final String WHO =
      "session \\d+ of pid \\d+ \\(java\\), uid \\d+, by token, port \\d+ ";

  private final Logger audit = (Logger) LoggerFactory.getLogger("io.liveimage.audit");
  private final ListAppender<ILoggingEvent> records = new ListAppender<>();

  @BeforeEach
  void listen() {
    records.start();
    audit.addAppender(records);
  }

  @AfterEach
  void leave() {
    audit.detachAppender(records);
  }

  @Test
  void evaluationHasARecordBeforeAndOneAfter(@TempDir Path home) throws Exception {
    try (Host host = Host.start(home);
        Caller caller = host.call()) {
      caller.ask("1; int f() { return 2; } f()");
      caller.ask("throw new Exception()");
      caller.ask("/drop f");
      caller.ask("/list");
    }

    List<String> lines = records.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).matches(WHO + "evaluates: 1; int f\\(\\) \\{ return 2; \\} f\\(\\)");
    assertThat(lines.get(1)).matches("session \\d+: 2 value, 1 defined after \\d+ ms");
    assertThat(lines.get(2)).matches(WHO + "evaluates: throw new Exception\\(\\)");
    assertThat(lines.get(3)).matches("session \\d+: 1 threw after \\d+ ms");
    assertThat(lines.get(4)).matches(WHO + "drops: f");
  }

  @Test
  void nothingInARecordForgesAnother() {
    assertThat(Audit.oneLine("a\nb\r\tc")).isEqualTo("a\\nb\\u000d\\tc");
    assertThat(Audit.oneLine("\u001b[2J\0\u007f\u0085\u2028\u2029"))
        .isEqualTo("\\u001b[2J\\u0000\\u007f\\u0085\\u2028\\u2029");
  }

  @Test
  void lettersOfAnyKindStay() {
    assertThat(Audit.oneLine("größer ✓ 🙂 \\n")).isEqualTo("größer ✓ 🙂 \\n");
  }
}
