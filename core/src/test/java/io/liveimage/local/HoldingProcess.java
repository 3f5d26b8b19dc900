package io.liveimage.local;

import java.nio.file.Path;

/** Opens a run directory and holds it until its standard input ends. */
final class HoldingProcess {
  private HoldingProcess() {}

  public static void main(String[] arguments) throws Exception {
    try (RunDirectory directory = RunDirectory.open(Path.of(arguments[0]))) {
      directory.publishPort("killport", 6666);
      System.out.println("holds " + directory.path());
      System.in.read();
    } catch (RunDirectoryException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }
}
