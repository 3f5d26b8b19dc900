package io.liveimage.snapshot;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectStreamConstants;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;

/**
 * What Java serialization has written, read by the grammar of its bytes (Java Object Serialization
 * Specification, section 6.4): objects with their classes and fields, as JSON. No class is loaded
 * and no object is made.
 */
final class SerializedOutline {

  private static final int LONGEST_STRING = 1000;
  private static final int MOST_SUPERCLASSES = 1000;

  private final DataInputStream in;
  private final JsonGenerator json;

  /** What has a handle, by its number: a class, or the text that stands for an object. */
  private final List<Object> handles = new ArrayList<>();

  private int depth;

  private SerializedOutline(InputStream in, JsonGenerator json) {
    this.in = new DataInputStream(in);
    this.json = json;
  }

  /** A class as the stream describes it. */
  private static final class Description {
    private final String name;
    private final List<Field> fields = new ArrayList<>();
    private int flags;
    private @Nullable Description superclass;

    Description(String name) {
      this.name = name;
    }

    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  /** A field: its type as in a class file, by the first character. */
  private record Field(char type, String name) {}

  /** Writes the outline as far as the bytes can be understood, however deeply they are nested. */
  static void write(InputStream in, TextSink out) throws IOException {
    try {
      if (DeepStack.call(() -> written(in, out)).isEmpty()) {
        throw new IOException("objects are nested too deeply for any stack");
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean written(InputStream in, TextSink out) {
    try {
      writeHere(in, out);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeHere(InputStream in, TextSink out) throws IOException {
    try (JsonGenerator json = SmileTokens.json(out)) {
      new SerializedOutline(in, json).all();
      json.writeRaw('\n');
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw new IOException(e.getOriginalMessage(), e);
    }
  }

  private void all() throws IOException {
    in.skipNBytes(4); // the magic number and the version
    for (int code = in.read(); code >= 0; code = in.read()) {
      content(code);
    }
  }

  private void content() throws IOException {
    content(in.readUnsignedByte());
  }

  private void content(int code) throws IOException {
    if (++depth > SmileTokens.DEEPEST) {
      throw new IOException("objects are nested more deeply than " + SmileTokens.DEEPEST);
    }
    switch (code) {
      case ObjectStreamConstants.TC_NULL -> json.writeNull();
      case ObjectStreamConstants.TC_REFERENCE -> reference();
      case ObjectStreamConstants.TC_STRING -> json.writeString(text(in.readUnsignedShort()));
      case ObjectStreamConstants.TC_LONGSTRING -> json.writeString(text(in.readLong()));
      case ObjectStreamConstants.TC_OBJECT -> object();
      case ObjectStreamConstants.TC_ARRAY -> array();
      case ObjectStreamConstants.TC_ENUM -> enumConstant();
      case ObjectStreamConstants.TC_CLASS -> json.writeString("class " + describedObject());
      case ObjectStreamConstants.TC_BLOCKDATA -> block(in.readUnsignedByte());
      case ObjectStreamConstants.TC_BLOCKDATALONG -> block(in.readInt());
      case ObjectStreamConstants.TC_RESET -> handles.clear();
      default -> throw malformed("code " + code);
    }
    depth--;
  }

  private static IOException malformed(String found) {
    return new IOException("it is not what Java serialization writes: " + found);
  }

  private void reference() throws IOException {
    Object target = handle();
    if (target instanceof String text) {
      json.writeString(text);
    } else if (target instanceof Description description) {
      json.writeString("class " + description.name);
    }
  }

  private Object handle() throws IOException {
    int index = in.readInt() - ObjectStreamConstants.baseWireHandle;
    if (index < 0 || index >= handles.size()) {
      throw malformed("a reference to nothing");
    }
    return handles.get(index);
  }

  private String text(long bytes) throws IOException {
    if (bytes < 0) {
      throw malformed("a text of negative length");
    }
    StringBuilder text = new StringBuilder();
    for (long end = 0; end < bytes; ) {
      int first = in.readUnsignedByte();
      int length = first < 0x80 ? 1 : first < 0xe0 ? 2 : 3;
      char character = character(first, length);
      end += length;
      if (text.length() < LONGEST_STRING) {
        text.append(character);
      } else if (text.length() == LONGEST_STRING) {
        text.append("...");
      }
    }
    handles.add(text.toString());
    return text.toString();
  }

  /** Modified UTF-8, as {@link java.io.DataInput} describes it. */
  private char character(int first, int length) throws IOException {
    return switch (length) {
      case 1 -> (char) first;
      case 2 -> (char) ((first & 0x1f) << 6 | in.readUnsignedByte() & 0x3f);
      default ->
          (char)
              ((first & 0x0f) << 12
                  | (in.readUnsignedByte() & 0x3f) << 6
                  | in.readUnsignedByte() & 0x3f);
    };
  }

  private String describedObject() throws IOException {
    String name = described().name;
    handles.add("class " + name);
    return name;
  }

  private Description described() throws IOException {
    Description description = description();
    if (description == null) {
      throw malformed("an object without a class");
    }
    return description;
  }

  private @Nullable Description description() throws IOException {
    int code = in.readUnsignedByte();
    switch (code) {
      case ObjectStreamConstants.TC_NULL:
        return null;
      case ObjectStreamConstants.TC_REFERENCE:
        if (handle() instanceof Description known) {
          return known;
        }
        throw malformed("a reference that is no class");
      case ObjectStreamConstants.TC_CLASSDESC:
        return plainDescription();
      case ObjectStreamConstants.TC_PROXYCLASSDESC:
        return proxyDescription();
      default:
        throw malformed("code " + code + " for a class");
    }
  }

  private Description plainDescription() throws IOException {
    Description description = new Description(in.readUTF());
    in.skipNBytes(8); // the serialVersionUID
    handles.add(description);
    description.flags = in.readUnsignedByte();
    int count = in.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      description.fields.add(field());
    }
    return end(description);
  }

  private Field field() throws IOException {
    Field field = new Field((char) in.readUnsignedByte(), in.readUTF());
    if (field.type() == 'L' || field.type() == '[') {
      skipType();
    }
    return field;
  }

  private void skipType() throws IOException {
    int code = in.readUnsignedByte();
    switch (code) {
      case ObjectStreamConstants.TC_STRING -> text(in.readUnsignedShort());
      case ObjectStreamConstants.TC_REFERENCE -> handle();
      default -> throw malformed("code " + code + " for the type of a field");
    }
  }

  private Description proxyDescription() throws IOException {
    int count = in.readInt();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(in.readUTF());
    }
    Description description = new Description("a proxy of " + String.join(", ", names));
    description.flags = ObjectStreamConstants.SC_SERIALIZABLE;
    handles.add(description);
    return end(description);
  }

  private Description end(Description description) throws IOException {
    if (in.readUnsignedByte() != ObjectStreamConstants.TC_ENDBLOCKDATA) {
      throw malformed("a class with something of its own");
    }
    description.superclass = description();
    return description;
  }

  private void object() throws IOException {
    Description description = described();
    String text = description.name + " #" + handles.size();
    handles.add(text);
    json.writeStartObject();
    json.writeStringProperty("@class", text);
    for (Description each : fromTheRoot(description)) {
      data(each);
    }
    json.writeEndObject();
  }

  private static Deque<Description> fromTheRoot(Description description) throws IOException {
    Deque<Description> line = new ArrayDeque<>();
    for (Description each = description; each != null; each = each.superclass) {
      line.addFirst(each);
      if (line.size() > MOST_SUPERCLASSES) {
        throw malformed("a class that extends itself");
      }
    }
    return line;
  }

  private void data(Description description) throws IOException {
    if (description.has(ObjectStreamConstants.SC_SERIALIZABLE)) {
      for (Field field : description.fields) {
        json.writeName(field.name());
        value(field.type());
      }
      if (description.has(ObjectStreamConstants.SC_WRITE_METHOD)) {
        ownData(description);
      }
    } else if (description.has(ObjectStreamConstants.SC_BLOCK_DATA)) {
      ownData(description);
    } else if (description.has(ObjectStreamConstants.SC_EXTERNALIZABLE)) {
      throw malformed("data of " + description.name + " whose length is not told");
    }
  }

  /** What a class writes in a method of its own. */
  private void ownData(Description description) throws IOException {
    int code = in.readUnsignedByte();
    if (code == ObjectStreamConstants.TC_ENDBLOCKDATA) {
      return;
    }
    json.writeArrayPropertyStart("@data of " + description.name);
    while (code != ObjectStreamConstants.TC_ENDBLOCKDATA) {
      content(code);
      code = in.readUnsignedByte();
    }
    json.writeEndArray();
  }

  private void block(int length) throws IOException {
    if (length < 0) {
      throw malformed("data of negative length");
    }
    in.skipNBytes(length);
    json.writeString("(" + length + " bytes)");
  }

  private void array() throws IOException {
    Description description = described();
    handles.add(description.name + " #" + handles.size());
    char type = description.name.length() > 1 ? description.name.charAt(1) : '?';
    int length = in.readInt();
    json.writeStartArray();
    for (int i = 0; i < length; i++) {
      value(type);
    }
    json.writeEndArray();
  }

  private void enumConstant() throws IOException {
    Description description = described();
    int own = handles.size();
    handles.add(description.name);
    int code = in.readUnsignedByte();
    String constant =
        code == ObjectStreamConstants.TC_REFERENCE
            ? String.valueOf(handle())
            : text(in.readUnsignedShort());
    handles.set(own, constant);
    json.writeString(constant);
  }

  private void value(char type) throws IOException {
    switch (type) {
      case 'B' -> json.writeNumber(in.readByte());
      case 'C' -> json.writeString(String.valueOf(in.readChar()));
      case 'D' -> json.writeNumber(in.readDouble());
      case 'F' -> json.writeNumber(in.readFloat());
      case 'I' -> json.writeNumber(in.readInt());
      case 'J' -> json.writeNumber(in.readLong());
      case 'S' -> json.writeNumber(in.readShort());
      case 'Z' -> json.writeBoolean(in.readBoolean());
      case 'L', '[' -> content();
      default -> throw malformed("a value of type " + type);
    }
  }
}
