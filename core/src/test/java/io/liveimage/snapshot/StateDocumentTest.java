package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ObjectNode;

/** What {@code docs/state.md} shows: here it is compiled, and used. */
class StateDocumentTest {

  record Note(String title, int stars) {}

  record Notes(List<Note> notes) {}

  static final StateCodec<Notes> NOTES = StateCodec.smile(Notes.class);

  static final StateCodec<Map<String, Note>> BY_TITLE =
      StateCodec.smile(new TypeReference<Map<String, Note>>() {});

  record Wine(String name) {}

  record Wines(List<Wine> wines) {}

  static final StateCodec<Wines> WINES =
      StateCodec.smile(Wines.class)
          .renamed(Wines.class, "notes", "wines")
          .renamed(Wine.class, "title", "name")
          .removed(Wine.class, "stars");

  record Price(BigDecimal amount, String currency) {}

  record Offer(String wine, Price price) {}

  record FirstOffer(String name, BigDecimal euro) {}

  static final StateCodec<Offer> OFFER =
      StateCodec.smile(Offer.class)
          .schema(
              3,
              (fromVersion, tree) -> {
                ObjectNode offer = (ObjectNode) tree;
                if (fromVersion < 2) {
                  offer.set("wine", offer.remove("name"));
                }
                offer.putObject("price").put("currency", "EUR").set("amount", offer.remove("euro"));
                return offer;
              });

  @SuppressWarnings("serial")
  static final class Customer implements Serializable {
    final List<Object> benefits = new ArrayList<>();
  }

  record Discount(int percent) implements Serializable {}

  record Shop(List<Customer> customers) implements Serializable {}

  static final StateCodec<Shop> SHOP =
      StateCodec.serialization(Shop.class)
          .allowing(Discount.class)
          .renamed("com.acme.Client", Customer.class)
          .removed("com.acme.Voucher");

  record Samples(long[] values) {

    static final StateCodec<Samples> CODEC =
        StateCodec.stream("samples", Samples.class, Samples::write, Samples::read);

    void write(OutputStream out) throws IOException {
      DataOutputStream data = new DataOutputStream(out);
      data.writeInt(values.length);
      for (long value : values) {
        data.writeLong(value);
      }
    }

    static Samples read(InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      long[] values = new long[data.readInt()];
      for (int i = 0; i < values.length; i++) {
        values[i] = data.readLong();
      }
      return new Samples(values);
    }
  }

  static final StateCodec<Notes> FROM_TEXT =
      StateCodec.smile(Notes.class)
          .orFrom(
              StateCodec.text("txt"),
              text -> new Notes(text.lines().map(title -> new Note(title, 0)).toList()));

  private static final Note RIESLING = new Note("Riesling", 4);

  @Test
  void theExamplesWork() {
    Customer customer = new Customer();
    customer.benefits.add(new Discount(5));

    assertThat(Encoding.evolved(NOTES, new Notes(List.of(RIESLING)), WINES))
        .isEqualTo(new Wines(List.of(new Wine("Riesling"))));
    assertThat(Encoding.evolved(BY_TITLE, Map.of("a", RIESLING), BY_TITLE))
        .isEqualTo(Map.of("a", RIESLING));
    assertThat(
            Encoding.evolved(
                StateCodec.smile(FirstOffer.class),
                new FirstOffer("Riesling", new BigDecimal("19.90")),
                OFFER))
        .isEqualTo(new Offer("Riesling", new Price(new BigDecimal("19.90"), "EUR")));
    assertThat(Encoding.evolved(SHOP, new Shop(List.of(customer)), SHOP).customers())
        .singleElement()
        .satisfies(read -> assertThat(read.benefits).containsExactly(new Discount(5)));
    assertThat(
            Encoding.evolved(Samples.CODEC, new Samples(new long[] {1, 2}), Samples.CODEC).values())
        .containsExactly(1, 2);
    assertThat(Encoding.evolved(StateCodec.text("txt"), "Riesling", FROM_TEXT))
        .isEqualTo(new Notes(List.of(new Note("Riesling", 0))));
  }

  @Test
  void theExamplesOfTheDocumentAreThese() throws IOException {
    String source = read("src/test/java/io/liveimage/snapshot/StateDocumentTest.java");
    List<String> examples =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(read("../docs/state.md"))
            .results()
            .map(block -> block.group(1))
            .skip(1) // needs a host
            .toList();

    assertThat(examples).hasSizeGreaterThan(5);
    assertThat(examples).allSatisfy(example -> assertThat(source).contains(indented(example)));
  }

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file));
  }

  private static String indented(String example) {
    return example
        .lines()
        .map(line -> line.isEmpty() ? "" : "  " + line)
        .collect(Collectors.joining("\n"));
  }
}
