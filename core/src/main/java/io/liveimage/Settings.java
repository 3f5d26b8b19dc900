package io.liveimage;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one host. A key such as {@code liveimage.repl.port} is looked up in the builder
 * first, then as a system property, then as an environment variable ({@code LIVEIMAGE_REPL_PORT}),
 * then the default holds. Immutable and thread-safe. A value that cannot be understood is an error,
 * never a silent default.
 */
public final class Settings {
  /** The value that switches a listener off. */
  public static final String OFF = "off";

  private static final int MAX_PORT = 65_535;

  private final Map<String, String> builder;
  private final UnaryOperator<@Nullable String> properties;
  private final UnaryOperator<@Nullable String> environment;

  /**
   * Returns the settings of a host without a builder: system properties and the environment.
   *
   * @return the settings
   */
  public static Settings ofThisProcess() {
    return new Settings(Map.of());
  }

  Settings(Map<String, String> builder) {
    this(builder, System::getProperty, System::getenv);
  }

  Settings(
      Map<String, String> builder,
      UnaryOperator<@Nullable String> properties,
      UnaryOperator<@Nullable String> environment) {
    this.builder = Map.copyOf(builder);
    this.properties = properties;
    this.environment = environment;
  }

  /**
   * Returns the value of a key; blank counts as not set.
   *
   * @param key the key, such as {@code liveimage.name}
   * @return the trimmed value, or empty
   */
  public Optional<String> text(String key) {
    return found(key).map(Found::value);
  }

  /**
   * Returns a port.
   *
   * @param key the key, such as {@code liveimage.killport}
   * @param defaultPort the port when the key is not set
   * @return the port, 0 for any free one, or empty for {@code off}
   * @throws LifecycleException when the value is neither a port nor {@code off}
   */
  public OptionalInt port(String key, int defaultPort) {
    return parsed(key, "a port from 0 (any free one) to 65535, or off", Settings::parsePort)
        .orElse(OptionalInt.of(defaultPort));
  }

  /**
   * Returns a switch.
   *
   * @param key the key, such as {@code liveimage.repl.replay}
   * @param defaultValue what holds when the key is not set
   * @return true for {@code on}, false for {@code off}
   * @throws LifecycleException when the value is neither
   */
  public boolean enabled(String key, boolean defaultValue) {
    return parsed(key, "on or off", Settings::parseSwitch).orElse(defaultValue);
  }

  /**
   * Returns a time.
   *
   * @param key the key, such as {@code liveimage.stop.timeout}
   * @return the time, or empty when the key is not set
   * @throws LifecycleException when the value is not a number with a unit, such as {@code 300ms}
   */
  public Optional<Duration> duration(String key) {
    return parsed(key, "a time such as 300ms, 25s, 2m or 1h, up to a day", Settings::parseDuration);
  }

  /**
   * Returns the value of a key as something else than text.
   *
   * @param <T> the type of the value
   * @param key the key
   * @param expected what values are possible, for the error message
   * @param parser turns the text into the value; an {@link IllegalArgumentException} rejects it
   * @return the value, or empty when the key is not set
   * @throws LifecycleException when the parser rejects the text
   */
  public <T> Optional<T> parsed(String key, String expected, Function<String, T> parser) {
    return found(key).map(found -> found.parse(expected, parser));
  }

  /**
   * Returns the run directory of a host with these settings: {@code liveimage.home}, then the first
   * of systemd's {@code $STATE_DIRECTORY}, then {@code .liveimage} in the working directory.
   *
   * @return the directory, which need not exist
   * @throws LifecycleException when what is set is no path
   */
  public Path home() {
    return Surroundings.home(this);
  }

  private Optional<Found> found(String key) {
    requireNonNull(key, "key");
    String variable = variableName(key);
    Found found = first(builder.get(key), "set in the builder", key);
    if (found == null) {
      found = first(properties.apply(key), "system property", key);
    }
    if (found == null) {
      found = first(environment.apply(variable), "environment variable " + variable, key);
    }
    return Optional.ofNullable(found);
  }

  private static @Nullable Found first(@Nullable String value, String source, String key) {
    return value == null || value.isBlank() ? null : new Found(key, value.strip(), source);
  }

  static String variableName(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static OptionalInt parsePort(String text) {
    if (text.equals(OFF)) {
      return OptionalInt.empty();
    }
    int port = Integer.parseInt(text);
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(text);
    }
    return OptionalInt.of(port);
  }

  private static Duration parseDuration(String text) {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    long count = Long.parseLong(text.substring(0, digits));
    return Limits.requireUpToADay(
        switch (text.substring(digits).strip()) {
          case "ns" -> Duration.ofNanos(count);
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(Math.min(count, Integer.MAX_VALUE));
          case "h" -> Duration.ofHours(Math.min(count, Integer.MAX_VALUE));
          default -> throw new IllegalArgumentException(text);
        });
  }

  private static boolean parseSwitch(String text) {
    return switch (text) {
      case "on", "true" -> true;
      case OFF, "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private record Found(String key, String value, String source) {
    <T> T parse(String expected, Function<String, T> parser) {
      try {
        return parser.apply(value);
      } catch (IllegalArgumentException e) {
        throw LifecycleException.configuration(
            "Setting %s is \"%s\" (%s). Expected %s.".formatted(key, value, source, expected));
      }
    }
  }
}
