package io.liveimage.repl.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** The other end of a connection to the terminal port. */
public final class Caller implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;

  Caller(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  void showToken(String token) throws IOException {
    readTo("Access token?", "\n");
    send(token + "\n");
    readTo(Conversation.PROMPT);
  }

  public Caller send(String text) throws IOException {
    return send(text.getBytes(UTF_8));
  }

  Caller send(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Types lines and returns all that comes before the next prompt. */
  public String ask(String lines) throws IOException {
    send(lines + "\n");
    String answer = readTo(Conversation.PROMPT);
    return answer.substring(0, answer.length() - Conversation.PROMPT.length());
  }

  /** Reads until all the texts have come, one after the other. */
  String readTo(String... texts) throws IOException {
    StringBuilder read = new StringBuilder();
    for (String text : texts) {
      read.append(readTo(text));
    }
    return read.toString();
  }

  private String readTo(String text) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte last = text.getBytes(UTF_8)[text.getBytes(UTF_8).length - 1];
    int next = -1;
    while (next != last || !read.toString(UTF_8).endsWith(text)) {
      next = socket.getInputStream().read();
      assertThat(next).describedAs("the connection ended after %s", read).isNotNegative();
      read.write(next);
    }
    return read.toString(UTF_8);
  }

  /** Reads until the host ends the connection, in whatever way. */
  public String readToEnd() throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(read);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("The host did not end the connection after " + read, e);
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset"); // which is an end, too
    }
    return read.toString(UTF_8);
  }

  /** Sends nothing more, and reads on; the host may have ended the connection already. */
  public Caller endInput() throws IOException {
    try {
      socket.shutdownOutput();
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("not connected");
    }
    return this;
  }

  /** Breaks the connection, as a crash of this end's machine would. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  int localPort() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
