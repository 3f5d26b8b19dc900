package io.liveimage.systemd;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the extension warns of while this is open, kept out of the console. */
final class RecordedLog implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger(SystemdExtension.class);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  RecordedLog() {
    appender.start();
    logger.setLevel(Level.WARN);
    logger.setAdditive(false);
    logger.addAppender(appender);
  }

  List<String> warnings() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(null);
    logger.setAdditive(true);
  }
}
