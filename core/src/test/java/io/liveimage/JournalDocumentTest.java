package io.liveimage;

import static io.liveimage.StateOption.guardedBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.liveimage.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/journal.md} shows: here it is compiled, and used. */
@ExtendWith(NoThreadIsLeft.class)
class JournalDocumentTest {
  @TempDir Path home;

  record Deposited(String account, long cents) {}

  record Balances(Map<String, Long> cents) {}

  static final class Bank {
    private final Lock lock = new ReentrantLock();
    private final Map<String, Long> cents = new HashMap<>();
    private final Journal<Deposited> journal;

    Bank(Lifecycle lifecycle) {
      lifecycle.state("bank", Balances.class, this::save, this::restore, guardedBy(lock));
      journal = lifecycle.journal("bank", Deposited.class, this::apply);
    }

    private Balances save() {
      return new Balances(cents);
    }

    private void restore(Balances saved) {
      cents.putAll(saved.cents());
    }

    private void apply(Deposited event) {
      cents.merge(event.account(), event.cents(), Long::sum);
    }

    void deposit(String account, long amount) {
      if (amount <= 0) {
        throw new IllegalArgumentException("nothing to deposit: " + amount);
      }
      journal.append(new Deposited(account, amount)); // applied, and on the disk, when it returns
    }
  }

  @Test
  void theExampleWorks() {
    try (Lifecycle lifecycle = Lifecycle.forTest(home).start()) {
      Bank bank = new Bank(lifecycle);
      bank.deposit("anna", 500);
      assertThatThrownBy(() -> bank.deposit("anna", 0)).hasMessage("nothing to deposit: 0");
      lifecycle.requestStop(StopRequest.by("the test").discarding()).join();
    }

    try (Lifecycle lifecycle = Lifecycle.forTest(home).start()) {
      assertThat(new Bank(lifecycle).cents).containsExactly(Map.entry("anna", 500L));
    }
  }

  @Test
  void theExampleOfTheDocumentIsThis() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/io/liveimage/JournalDocumentTest.java"));
    String document = Files.readString(Path.of("../docs/journal.md"));
    int begin = document.indexOf("```java\n") + "```java\n".length();

    assertThat(source)
        .contains(indented(document.substring(begin, document.indexOf("```", begin))));
  }

  private static String indented(String example) {
    return example
        .lines()
        .map(line -> line.isEmpty() ? "" : "  " + line)
        .collect(Collectors.joining("\n"));
  }
}
