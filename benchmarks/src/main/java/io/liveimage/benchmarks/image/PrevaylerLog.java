package io.liveimage.benchmarks.image;

import java.nio.file.Path;
import java.util.Date;
import org.prevayler.Prevayler;
import org.prevayler.PrevaylerFactory;
import org.prevayler.Transaction;

/**
 * Prevayler with its journal forced to the disk, which it does for many transactions together, and
 * without its copy of each transaction.
 */
final class PrevaylerLog implements EventLog {
  private final Prevayler<Accounts> prevayler;

  private record Book(Booking booking) implements Transaction<Accounts> {
    @Override
    public void executeOn(Accounts accounts, Date time) {
      accounts.book(booking);
    }
  }

  PrevaylerLog(Path directory) throws Exception {
    PrevaylerFactory<Accounts> factory = new PrevaylerFactory<>();
    factory.configurePrevalentSystem(new Accounts());
    factory.configurePrevalenceDirectory(directory.toString());
    factory.configureJournalDiskSync(true);
    factory.configureTransactionDeepCopy(false);
    this.prevayler = factory.create();
  }

  @Override
  public void append(Booking booking) {
    prevayler.execute(new Book(booking));
  }

  @Override
  public void close() throws Exception {
    prevayler.close();
  }
}
