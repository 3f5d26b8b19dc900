package io.liveimage.local;

import java.nio.file.Path;
import java.util.List;

/** Opens a run directory, and a socket in it if one is named, until its standard input ends. */
final class HoldingProcess {
  private HoldingProcess() {}

  public static void main(String[] arguments) throws Exception {
    try (RunDirectory directory = RunDirectory.open(Path.of(arguments[0]))) {
      directory.publishPort("killport", 6666);
      for (String listener : List.of(arguments).subList(1, arguments.length)) {
        directory.openSocket(listener, PeerTrust.ofThisProcess());
      }
      System.out.println("holds " + directory.path());
      System.in.read();
    } catch (RunDirectoryException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }
}
