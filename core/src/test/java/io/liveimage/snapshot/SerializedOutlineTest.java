package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SerializedOutlineTest {

  private static byte[] serialized(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String outline(byte[] bytes) throws IOException {
    StringWriter text = new StringWriter();
    SerializedOutline.write(new ByteArrayInputStream(bytes), new TextSink(text, 1_000_000));
    return text.toString();
  }

  private static class Drink implements Serializable {
    private static final long serialVersionUID = 1L;
    final String name;
    final double price;

    Drink(String name, double price) {
      this.name = name;
      this.price = price;
    }
  }

  private static final class Wine extends Drink {
    private static final long serialVersionUID = 1L;
    final int year;
    final boolean red;
    final int[] scores;
    final TimeUnit unit = TimeUnit.DAYS;
    final Drink next;
    Wine self;

    Wine(String name, int year, Drink next) {
      super(name, 9.5);
      this.year = year;
      this.red = true;
      this.scores = new int[] {8, 9};
      this.next = next;
      this.self = this;
    }
  }

  /** Would do harm if it was made. */
  private static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) {
      throw new AssertionError("an object was made");
    }
  }

  @Test
  void objectsAreShownWithTheirClassesAndFields() throws IOException {
    String shown = outline(serialized(new Wine("Chianti", 2019, new Drink("Water", 0))));

    String wine = Wine.class.getName();
    assertThat(shown.replaceAll("#\\d+", "#n"))
        .isEqualTo(
            """
            {
              "@class" : "%s #n",
              "price" : 9.5,
              "name" : "Chianti",
              "red" : true,
              "year" : 2019,
              "next" : {
                "@class" : "%s #n",
                "price" : 0.0,
                "name" : "Water"
              },
              "scores" : [ 8, 9 ],
              "self" : "%s #n",
              "unit" : "DAYS"
            }
            """
                .formatted(wine, Drink.class.getName(), wine));
  }

  @Test
  void aReferenceNamesTheObjectItGoesTo() throws IOException {
    Wine wine = new Wine("Chianti", 2019, new Drink("Water", 0));

    String shown = outline(serialized(wine));

    String self = shown.replaceAll("(?s).*\"self\" : \"([^\"]*)\".*", "$1");
    assertThat(shown).contains("\"@class\" : \"" + self + "\"");
  }

  @Test
  void whatClassesWriteThemselvesIsInAnArray() throws IOException {
    String shown = outline(serialized(new ArrayList<>(List.of("a", 7))));

    assertThat(shown)
        .contains("\"size\" : 2", "\"@data of java.util.ArrayList\" : [ \"(4 bytes)\", \"a\", {")
        .contains("\"value\" : 7");
  }

  @Test
  void allThatTheJdkWritesCanBeOutlined() {
    Map<TimeUnit, Object> units = new EnumMap<>(TimeUnit.class);
    units.put(TimeUnit.HOURS, Instant.EPOCH);
    List<Object> values =
        new ArrayList<>(
            Arrays.asList(
                units,
                new HashMap<>(Map.of("a", List.of(1, 2))),
                new LinkedHashMap<>(Map.of(1L, 'c')),
                String[].class,
                new Object[] {null, 1.5f, (byte) 3, (short) 4, new long[][] {{1}, {}}},
                new IllegalStateException("with a stack trace"),
                "x".repeat(100_000),
                "\0äöü\uD83C\uDF77",
                proxy()));

    assertThatNoException().isThrownBy(() -> outline(serialized(values)));
  }

  private static Object proxy() {
    return Proxy.newProxyInstance(
        SerializedOutlineTest.class.getClassLoader(),
        new Class<?>[] {Runnable.class},
        (java.lang.reflect.InvocationHandler & Serializable) (self, method, arguments) -> null);
  }

  @Test
  void noObjectIsMade() throws IOException {
    assertThat(outline(serialized(new Gadget()))).contains(Gadget.class.getName());
  }

  @Test
  void aChainThatIsTooDeepIsRefused() {
    Object chain = "end";
    for (int i = 0; i < 700; i++) {
      chain = new Object[] {chain};
    }
    byte[] readable = serialized(chain);
    byte[] deep = nested(100_000);

    assertThatNoException().isThrownBy(() -> outline(readable));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> outline(deep))
        .withMessage("objects are nested more deeply than 1000");
  }

  /** Writes by hand what the JDK has no stack for: an array in an array in an array. */
  private static byte[] nested(int depth) {
    byte[] one = serialized(new Object[] {null});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(one, 0, one.length - 1);
    for (int i = 0; i < depth; i++) {
      bytes.writeBytes(new byte[] {0x75, 0x71, 0, 0x7e, 0, 0, 0, 0, 0, 1});
    }
    return bytes.toByteArray();
  }

  @Test
  void damagedBytesAreRefusedAndNeverHang() {
    byte[] good =
        serialized(new ArrayList<>(List.of(new Wine("Chianti", 2019, new Drink("Water", 0)), "a")));
    Random random = new Random(17);

    for (int i = 0; i < 5_000; i++) {
      byte[] bad = Arrays.copyOf(good, random.nextInt(4, good.length + 1));
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      Throwable thrown = catchThrowable(() -> outline(bad));
      assertThat(thrown == null || thrown instanceof IOException).as("%s", thrown).isTrue();
    }
  }
}
