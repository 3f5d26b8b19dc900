package io.liveimage.local;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Recognises web browsers and the processes that do their networking. */
final class WebBrowsers {
  // The kernel cuts the name of a process to this length.
  private static final int COMM_LENGTH = 15;

  // Every Chromium-based program (Electron too, whatever its name) has one such process.
  private static final String CHROMIUM_NETWORK_SERVICE = "network.mojom.NetworkService";

  private static final Set<String> NAMES =
      Stream.of(
              "brave",
              "brave-browser",
              "chrome",
              "chrome-headless-shell",
              "chromium",
              "chromium-browser",
              "electron",
              "epiphany",
              "epiphany-browser",
              "falkon",
              "firefox",
              "firefox-bin",
              "firefox-esr",
              "firefox.real",
              "floorp",
              "google-chrome",
              "google-chrome-stable",
              "headless_shell",
              "icecat",
              "Isolated Web Content",
              "konqueror",
              "librewolf",
              "midori",
              "msedge",
              "microsoft-edge",
              "opera",
              "opera-stable",
              "palemoon",
              "Privileged Content",
              "QtWebEngineProcess",
              "qutebrowser",
              "seamonkey",
              "Socket Process",
              "vivaldi",
              "vivaldi-bin",
              "vivaldi-stable",
              "waterfox",
              "Web Content",
              "WebExtensions",
              "WebKitNetworkProcess",
              "WebKitWebProcess",
              "zen",
              "zen-bin")
          .map(WebBrowsers::asKernelCutsIt)
          .collect(toUnmodifiableSet());

  private WebBrowsers() {}

  /** For the name of a process, which may be cut, or of a program. */
  static boolean isName(String name) {
    return NAMES.contains(asKernelCutsIt(name));
  }

  /** For a whole command line, its arguments separated by NUL or, as Chromium does it, blanks. */
  static boolean isCommandLine(String commandLine) {
    String program = commandLine.split("[\0 ]", 2)[0];
    return isName(program.substring(program.lastIndexOf('/') + 1))
        || commandLine.contains(CHROMIUM_NETWORK_SERVICE);
  }

  private static String asKernelCutsIt(String name) {
    String cut = name.length() > COMM_LENGTH ? name.substring(0, COMM_LENGTH) : name;
    return cut.toLowerCase(Locale.ROOT);
  }
}
