package io.liveimage.snapshot;

import io.liveimage.snapshot.Manifest.Entry;
import io.liveimage.snapshot.Manifest.Packing;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * A manifest as JSON, token by token: to find out by reflection how a record is written and read
 * takes a cold JVM 150 ms, in the start and in the stop of each host.
 */
final class ManifestJson {
  private static final JsonFactory JSON = new JsonFactory();
  private static final ObjectWriteContext PRETTY =
      new ObjectWriteContext.Base() {
        @Override
        public PrettyPrinter getPrettyPrinter() {
          return new DefaultPrettyPrinter()
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultIndenter("  ", "\n"));
        }
      };

  /** The properties of one object; those that nobody asks for are of later versions. */
  private final Map<String, @Nullable Object> properties;

  private ManifestJson(Map<String, @Nullable Object> properties) {
    this.properties = properties;
  }

  static String write(Manifest manifest) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(PRETTY, text)) {
      json.writeStartObject();
      json.writeStringProperty("format", manifest.format());
      json.writeNumberProperty("formatVersion", manifest.formatVersion());
      json.writeNumberProperty("generation", manifest.generation());
      json.writeNumberProperty("timeline", manifest.timeline());
      json.writeStringProperty("app", manifest.app());
      json.writeStringProperty("createdAt", manifest.createdAt().toString());
      json.writeArrayPropertyStart("sections");
      manifest.sections().forEach(entry -> write(entry, json));
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(Entry entry, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("name", entry.name());
    json.writeStringProperty("file", entry.file());
    json.writeStringProperty("codec", entry.format().codec());
    json.writeNumberProperty("codecVersion", entry.format().codecVersion());
    json.writeStringProperty("type", entry.format().type());
    json.writeNumberProperty("schema", entry.format().schema());
    entry.journaled().ifPresent(last -> json.writeNumberProperty("journaled", last));
    entry.packing().plainLength().ifPresent(length -> writePacking(length, json));
    json.writeNumberProperty("length", entry.length());
    json.writeStringProperty("crc32c", entry.checksum());
    json.writeEndObject();
  }

  private static void writePacking(long plainLength, JsonGenerator json) {
    json.writeStringProperty("compression", Packing.ZSTD);
    json.writeNumberProperty("plainLength", plainLength);
  }

  /** Reads the properties of a text that is one object. */
  static ManifestJson read(String text) throws CorruptImageException {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      json.nextToken();
      if (value(json) instanceof ManifestJson object && json.nextToken() == null) {
        return object;
      }
      throw noManifest("it is not one JSON object");
    } catch (JacksonException e) {
      throw new CorruptImageException(
          Manifest.FILE + " is not a manifest: " + e.getOriginalMessage(), e);
    }
  }

  private static @Nullable Object value(JsonParser json) {
    JsonToken token = json.currentToken();
    return switch (token == null ? JsonToken.NOT_AVAILABLE : token) {
      case START_OBJECT -> object(json);
      case START_ARRAY -> array(json);
      case VALUE_STRING -> json.getString();
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
      case VALUE_NULL -> null;
      default -> throw new StreamReadException(json, "a value was expected, found " + token);
    };
  }

  private static ManifestJson object(JsonParser json) {
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      properties.put(name, value(json));
    }
    return new ManifestJson(properties);
  }

  private static List<@Nullable Object> array(JsonParser json) {
    List<@Nullable Object> elements = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(json));
    }
    return elements;
  }

  /** Returns what the format is called; empty when it is not told. */
  String format() {
    return properties.get("format") instanceof String text ? text : "";
  }

  /** Returns the version of the format; 0 when it is not told. */
  long formatVersion() {
    return properties.get("formatVersion") instanceof Long version ? version : 0;
  }

  /** Returns the manifest, whose format is known to be ours. */
  Manifest manifest() throws CorruptImageException {
    List<Entry> sections = new ArrayList<>();
    for (Object element : the("sections", List.class)) {
      if (!(element instanceof ManifestJson section)) {
        throw noManifest("a section is not an object");
      }
      sections.add(section.entry());
    }
    return new Manifest(
        text("format"),
        count("formatVersion"),
        number("generation"),
        optional("timeline").orElse(0), // version 1 has none
        text("app"),
        time(),
        sections);
  }

  private Entry entry() throws CorruptImageException {
    Packing packing = packing();
    return new Entry(
        text("name"),
        text("file"),
        format(text("name"), text("file"), packing),
        optional("journaled"),
        packing,
        number("length"),
        text("crc32c"));
  }

  /** Version 1 has none. */
  private Packing packing() throws CorruptImageException {
    if (!properties.containsKey("compression")) {
      return Packing.PLAIN;
    }
    String method = text("compression");
    if (!method.equals(Packing.ZSTD)) {
      throw noManifest("\"compression\" is \"%s\"".formatted(method));
    }
    return Packing.zstd(number("plainLength"));
  }

  private SectionFormat format(String name, String file, Packing packing)
      throws CorruptImageException {
    String start = name + ".";
    String end = packing.isCompressed() ? Packing.ZSTD_ENDING : "";
    String extension =
        file.startsWith(start)
                && file.endsWith(end)
                && file.length() > start.length() + end.length()
            ? file.substring(start.length(), file.length() - end.length())
            : "";
    if (!SectionFormat.isExtension(extension)) {
      throw Manifest.noPlainFile(name, file);
    }
    return new SectionFormat(
        text("codec"),
        count("codecVersion"),
        text("type"),
        (int) optional("schema").orElse(1), // version 1 has none
        extension);
  }

  private Instant time() throws CorruptImageException {
    try {
      return Instant.parse(text("createdAt"));
    } catch (DateTimeException e) {
      throw new CorruptImageException(Manifest.FILE + " is not a manifest: " + e.getMessage(), e);
    }
  }

  private String text(String name) throws CorruptImageException {
    return the(name, String.class);
  }

  private long number(String name) throws CorruptImageException {
    return the(name, Long.class);
  }

  private OptionalLong optional(String name) throws CorruptImageException {
    return properties.containsKey(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
  }

  private int count(String name) throws CorruptImageException {
    long number = number(name);
    if (number != (int) number) {
      throw noManifest("\"%s\" is %d".formatted(name, number));
    }
    return (int) number;
  }

  private <T> T the(String name, Class<T> type) throws CorruptImageException {
    Object value = properties.get(name);
    if (!type.isInstance(value)) {
      throw noManifest("there is no \"%s\", or it is of another kind".formatted(name));
    }
    return type.cast(value);
  }

  private static CorruptImageException noManifest(String reason) {
    return new CorruptImageException(Manifest.FILE + " is not a manifest: " + reason);
  }
}
