package io.liveimage.repl.terminal;

import io.liveimage.ExtensionContext;
import io.liveimage.Lifecycle;
import io.liveimage.LifecycleException;
import io.liveimage.repl.session.LiveImage;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener of the plain text protocol, on loopback. It is bound at once; what serves its
 * connections is opened for the first one, or before by {@link #warmUp}. Thread-safe.
 */
public final class TerminalServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TerminalServer.class);
  private static final int BACKLOG = 1024;

  private final Lifecycle lifecycle;
  private final LiveImage image;
  private final Doorkeeper doorkeeper;
  private final Admission admission = new Admission();
  private final ServerSocketChannel listener;
  private final InetSocketAddress address;
  private final String tokenHint;
  private final FirstCall firstCall;
  private @Nullable Wire wire;
  private boolean closed;

  private TerminalServer(ExtensionContext context, LiveImage image, ServerSocketChannel listener)
      throws IOException {
    this.lifecycle = context.lifecycle();
    this.image = image;
    this.doorkeeper = new Doorkeeper(context.peerTrust(), context.runDirectory().token());
    this.listener = listener;
    this.address = (InetSocketAddress) listener.getLocalAddress();
    this.tokenHint =
        context.peerTrust().canProve()
            ? ""
            : ", first line: the token in " + context.runDirectory().tokenFile();
    context.runDirectory().publishPort("repl", address.getPort());
    this.firstCall = FirstCall.await(listener, this::warmUp);
  }

  /**
   * Opens the listener and publishes its port in the run directory.
   *
   * @param context the host
   * @param image what its connections evaluate in
   * @param port the port, or 0 for any free one
   * @return the open listener
   * @throws LifecycleException when the port cannot be had
   * @throws IOException when something else fails; nothing is left open then
   */
  public static TerminalServer open(ExtensionContext context, LiveImage image, int port)
      throws IOException {
    ServerSocketChannel listener = bind(port);
    try {
      return new TerminalServer(context, image, listener);
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  private static ServerSocketChannel bind(int port) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    try {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      listener.configureBlocking(false);
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      return listener;
    } catch (IOException e) {
      listener.close();
      throw LifecycleException.cannotListen("REPL", port, "liveimage.repl.port", e);
    }
  }

  /**
   * Loads what serves connections, so that the first one need not wait for it. Does nothing when
   * that is done already, or when this is closed.
   */
  public synchronized void warmUp() {
    if (wire != null || closed) {
      return;
    }
    firstCall.stopWaiting();
    try {
      wire = Wire.open(listener, this::handlers);
    } catch (RuntimeException | Error e) {
      closeListener(); // so that nobody waits for an answer
      throw e;
    }
  }

  private ChannelHandler[] handlers() {
    LineDecoder decoder = new LineDecoder();
    return new ChannelHandler[] {
      decoder,
      new TerminalGate(decoder, doorkeeper, admission, lifecycle.name()),
      new AbsenceWatch(doorkeeper),
      new TerminalHandler(image, lifecycle)
    };
  }

  /**
   * Returns where this listens, for the start line of the host.
   *
   * @return such as {@code REPL 127.0.0.1:4045}
   */
  public String summary() {
    return "REPL " + address.getAddress().getHostAddress() + ":" + address.getPort() + tokenHint;
  }

  /** Closes the listener and all connections, whose peers are told, and waits for its threads. */
  @Override
  public void close() {
    Wire last = closeForGood();
    firstCall.close();
    if (last == null) {
      closeListener();
    } else {
      last.close();
    }
    doorkeeper.close();
  }

  private synchronized @Nullable Wire closeForGood() {
    closed = true;
    return wire;
  }

  private void closeListener() {
    try {
      listener.close();
    } catch (IOException e) {
      log.warn("The REPL's port did not close", e);
    }
  }
}
