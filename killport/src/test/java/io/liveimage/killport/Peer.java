package io.liveimage.killport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/** A connection from this process to a kill port, with ten seconds of patience. */
final class Peer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final BufferedReader lines;

  private Peer(Socket socket) throws IOException {
    this.socket = socket;
    this.lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  static Peer connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new Peer(socket);
  }

  /** Sends a text as it is, one byte for each character. */
  Peer say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return this;
  }

  Peer endInput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  String line() throws IOException {
    return lines.readLine();
  }

  /** Returns what comes until the kill port closes the connection, and closes this end too. */
  List<String> rest() throws IOException {
    List<String> rest = lines.lines().toList();
    close();
    return rest;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
