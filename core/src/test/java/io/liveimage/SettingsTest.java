package io.liveimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private final Map<String, String> builder = new HashMap<>();
  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  private Settings settings() {
    return new Settings(builder, properties::get, environment::get);
  }

  @Test
  void theBuilderComesBeforeThePropertyAndThatBeforeTheVariable() {
    environment.put("LIVEIMAGE_NAME", "from the environment");
    assertThat(settings().text("liveimage.name")).contains("from the environment");

    properties.put("liveimage.name", "from a property");
    assertThat(settings().text("liveimage.name")).contains("from a property");

    builder.put("liveimage.name", "from the builder");
    assertThat(settings().text("liveimage.name")).contains("from the builder");
  }

  @ParameterizedTest
  @CsvSource({
    "liveimage.killport, LIVEIMAGE_KILLPORT",
    "liveimage.repl.port, LIVEIMAGE_REPL_PORT",
    "liveimage.trust-users, LIVEIMAGE_TRUST_USERS"
  })
  void aVariableIsNamedAsItsKeyInCapitals(String key, String variable) {
    assertThat(Settings.variableName(key)).isEqualTo(variable);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  void aBlankValueCountsAsNotSet(String blank) {
    builder.put("liveimage.name", blank);
    properties.put("liveimage.name", blank);
    environment.put("LIVEIMAGE_NAME", " hello ");

    assertThat(settings().text("liveimage.name")).contains("hello");
  }

  @Test
  void whatIsNotSetIsEmpty() {
    assertThat(settings().text("liveimage.name")).isEmpty();
    assertThat(settings().port("liveimage.killport", 6666)).hasValue(6666);
    assertThat(settings().enabled("liveimage.repl.replay", true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6666, 65_535})
  void aPortIsAnyNumberOfSixteenBits(int port) {
    properties.put("liveimage.killport", " " + port + " ");

    assertThat(settings().port("liveimage.killport", 4045)).hasValue(port);
  }

  @Test
  void offIsNoPort() {
    environment.put("LIVEIMAGE_KILLPORT", "off");

    assertThat(settings().port("liveimage.killport", 6666)).isEqualTo(OptionalInt.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536", "6666x", "99999999999", "none", "6 666"})
  void aBadPortIsAnErrorThatSaysWhereItStandsAndWhatIsExpected(String text) {
    environment.put("LIVEIMAGE_KILLPORT", text);

    assertThatThrownBy(() -> settings().port("liveimage.killport", 6666))
        .isInstanceOf(LifecycleException.class)
        .hasMessage(
            "Setting liveimage.killport is \"%s\" (environment variable LIVEIMAGE_KILLPORT)."
                    .formatted(text)
                + " Expected a port from 0 (any free one) to 65535, or off.")
        .extracting(e -> ((LifecycleException) e).exitCode())
        .isEqualTo(ExitCodes.CONFIGURATION);
  }

  @Test
  void anErrorTellsAPropertyFromTheBuilder() {
    builder.put("a", "maybe");
    properties.put("b", "maybe");

    assertThatThrownBy(() -> settings().enabled("a", true))
        .hasMessage("Setting a is \"maybe\" (set in the builder). Expected on or off.");
    assertThatThrownBy(() -> settings().enabled("b", true))
        .hasMessage("Setting b is \"maybe\" (system property). Expected on or off.");
  }

  @Test
  void aSwitchIsOnOrOff() {
    for (String on : List.of("on", "true")) {
      builder.put("switch", on);
      assertThat(settings().enabled("switch", false)).isTrue();
    }
    for (String off : List.of("off", "false")) {
      builder.put("switch", off);
      assertThat(settings().enabled("switch", true)).isFalse();
    }
  }
}
