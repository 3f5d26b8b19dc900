package io.liveimage.benchmarks.image;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * H2 in this process: a row for each event, a transaction for each row, a connection per thread.
 */
final class DatabaseLog implements EventLog {
  private final String url;
  private final List<Connection> connections = Collections.synchronizedList(new ArrayList<>());
  private final ThreadLocal<Booker> booker = ThreadLocal.withInitial(this::booker);
  private final boolean forces;

  /** The statements of one thread. */
  private record Booker(PreparedStatement insert, PreparedStatement force) {}

  DatabaseLog(Path directory, boolean forces) throws SQLException {
    this.forces = forces;
    this.url = "jdbc:h2:file:" + directory.resolve("events") + ";WRITE_DELAY=0";
    open()
        .createStatement()
        .execute("create table booking(id bigint, account varchar, cents bigint, text varchar)");
  }

  private Connection open() throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    connections.add(connection);
    return connection;
  }

  private Booker booker() {
    try {
      Connection connection = open();
      return new Booker(
          connection.prepareStatement("insert into booking values (?, ?, ?, ?)"),
          connection.prepareStatement("checkpoint sync"));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void append(Booking booking) throws SQLException {
    Booker statements = booker.get();
    PreparedStatement insert = statements.insert();
    insert.setLong(1, booking.id());
    insert.setString(2, booking.account());
    insert.setLong(3, booking.cents());
    insert.setString(4, booking.text());
    insert.executeUpdate();
    if (forces) {
      statements.force().execute();
    }
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection : connections) {
      connection.close();
    }
  }
}
