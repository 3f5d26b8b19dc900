package io.liveimage;

import io.liveimage.local.RunDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reports of the last start and of the last stop, kept in the run directory for tools and for
 * the next start. Writing one waits for the disk.
 */
final class ReportFiles {
  static final String LAST_START = "last-start.json";
  static final String LAST_STOP = "last-stop.json";

  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private ReportFiles() {}

  static void write(RunDirectory directory, StartReport report) {
    attempt(LAST_START, () -> directory.write(LAST_START, ReportJson.of(report)));
  }

  /** Writes on a thread of its own: neither the start nor a stop that comes soon waits for it. */
  static void writeBeside(Host host, StartReport report) {
    Thread writer =
        new Thread(() -> writeWhileOpen(host, report), "liveimage-report-" + host.name());
    writer.setDaemon(true);
    attempt(LAST_START, writer::start);
  }

  private static void writeWhileOpen(Host host, StartReport report) {
    try {
      host.runDirectory().write(LAST_START, ReportJson.of(report));
    } catch (IllegalStateException e) {
      log.debug("{} was stopped before {} was written", host.name(), LAST_START);
    } catch (RuntimeException | Error e) {
      tell(LAST_START, e);
    }
  }

  static void write(RunDirectory directory, StopReport report) {
    attempt(LAST_STOP, () -> directory.write(LAST_STOP, ReportJson.of(report)));
  }

  /** A report is for reading, and not worth a failure of what it reports. */
  private static void attempt(String file, Runnable write) {
    try {
      write.run();
    } catch (RuntimeException | Error e) {
      tell(file, e);
    }
  }

  private static void tell(String file, Throwable failure) {
    log.warn("The report {} could not be written", file, failure);
  }
}
