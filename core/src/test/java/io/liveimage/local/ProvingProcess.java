package io.liveimage.local;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Listens, prints the port, and prints the proof of the first who connects. */
final class ProvingProcess {
  private ProvingProcess() {}

  public static void main(String[] arguments) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      System.out.println(server.getLocalPort());
      try (Socket accepted = server.accept()) {
        System.out.println(
            PeerTrust.ofThisProcess()
                .prove(
                    (InetSocketAddress) accepted.getRemoteSocketAddress(),
                    (InetSocketAddress) accepted.getLocalSocketAddress()));
      }
    }
  }
}
