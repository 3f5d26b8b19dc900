package io.liveimage.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One kind of host to measure.
 *
 * @param name what the tables call it
 * @param main the class whose {@code main} it is
 * @param arguments the arguments of {@code main}
 * @param settings its environment variables
 * @param traits what else is to be known of it
 */
record Subject(
    String name,
    Class<?> main,
    List<String> arguments,
    Map<String, String> settings,
    List<Trait> traits) {

  /** How a host is run. */
  enum Trait {
    /** Without Logback on its class path: SLF4J then logs nothing. */
    WITHOUT_LOGBACK,
    /** With its classes in an archive of the JVM, made by a run before it. */
    WITH_CLASS_ARCHIVE,
    /** From the image that a host before it has saved. */
    WITH_AN_IMAGE,
    /** Looked at when it has nothing more to do, not at once. */
    SETTLED
  }

  private static final String PORT = "0";
  private static final String OFF = "off";

  static final Subject BARE =
      new Subject("bare main", BareHost.class, List.of(), Map.of(), List.of());

  static List<Subject> all() {
    List<Subject> all = new ArrayList<>();
    all.add(image("LiveImage, core only", 0, OFF, OFF, OFF));
    all.add(image("LiveImage, core and kill port", 0, PORT, OFF, OFF));
    all.add(complete(0));
    all.add(complete(0).named("LiveImage, all, from an image", Trait.WITH_AN_IMAGE));
    all.add(
        image("LiveImage, all, warmed up", 0, PORT, PORT, "idle")
            .named("LiveImage, all, warmed up", Trait.SETTLED));
    all.add(complete(0).named("LiveImage, all, no logging", Trait.WITHOUT_LOGBACK));
    all.add(complete(0).named("LiveImage, all, class archive", Trait.WITH_CLASS_ARCHIVE));
    all.add(complete(Benchmarked.COMPONENTS).named("LiveImage, all, 10 components"));
    all.add(
        new Subject("Spring, 10 SmartLifecycle", SpringHost.class, List.of(), Map.of(), List.of()));
    all.add(new Subject("Guava, 10 services", GuavaHost.class, List.of(), Map.of(), List.of()));
    return all;
  }

  private static Subject complete(int components) {
    return image("LiveImage, all", components, PORT, PORT, OFF);
  }

  private static Subject image(
      String name, int components, String killPort, String replPort, String warmUp) {
    return new Subject(
        name,
        LiveImageHost.class,
        List.of(String.valueOf(components)),
        Map.of(
            "LIVEIMAGE_KILLPORT", killPort,
            "LIVEIMAGE_REPL_PORT", replPort,
            "LIVEIMAGE_REPL_WARMUP", warmUp),
        List.of());
  }

  private Subject named(String another, Trait... has) {
    return new Subject(another, main, arguments, settings, List.of(has));
  }

  /** Returns what it is compared with: a bare host that is run and looked at in the same way. */
  Subject baseline() {
    return BARE.named(BARE.name, traits.stream().filter(BARE::canHave).toArray(Trait[]::new));
  }

  private boolean canHave(Trait trait) {
    return trait != Trait.WITH_AN_IMAGE;
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }
}
