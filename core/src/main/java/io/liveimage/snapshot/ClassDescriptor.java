package io.liveimage.snapshot;

import static java.io.ObjectStreamConstants.SC_ENUM;
import static java.io.ObjectStreamConstants.STREAM_MAGIC;
import static java.io.ObjectStreamConstants.STREAM_VERSION;
import static java.io.ObjectStreamConstants.TC_CLASSDESC;
import static java.io.ObjectStreamConstants.TC_ENDBLOCKDATA;
import static java.io.ObjectStreamConstants.TC_NULL;
import static java.io.ObjectStreamConstants.TC_STRING;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A class as a serialized stream describes it (Java Object Serialization Specification, 6.4.2). The
 * JDK has no way to change one, so it is read here, and written for the JDK to read.
 */
record ClassDescriptor(String name, long version, byte flags, List<Field> fields) {

  /** A field; the signature is that of an object or array, else empty. */
  record Field(byte code, String name, String signature) {
    boolean isObject() {
      return isObject(code);
    }

    static boolean isObject(byte code) {
      return code == 'L' || code == '[';
    }
  }

  static ClassDescriptor readFrom(ObjectInputStream in) throws IOException, ClassNotFoundException {
    String name = in.readUTF();
    long version = in.readLong();
    byte flags = in.readByte();
    int count = in.readShort();
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fields.add(readField(in));
    }
    return new ClassDescriptor(name, version, flags, fields);
  }

  private static Field readField(ObjectInputStream in) throws IOException, ClassNotFoundException {
    byte code = in.readByte();
    String name = in.readUTF();
    return new Field(code, name, Field.isObject(code) ? (String) in.readObject() : "");
  }

  /** Returns the name of the class, or of the elements if it is an array of objects. */
  String element() {
    int dimensions = name.lastIndexOf('[') + 1;
    return name.endsWith(";") ? name.substring(dimensions + 1, name.length() - 1) : name;
  }

  ClassDescriptor named(Class<?> present) {
    return new ClassDescriptor(name.replace(element(), present.getName()), version, flags, fields);
  }

  /** Takes the version of the class there is now, if that declares none: it may have changed. */
  ClassDescriptor adjustedTo(Function<String, @Nullable Class<?>> present) {
    Class<?> type = present.apply(name);
    return type == null || (flags & SC_ENUM) != 0 || declaresVersion(type)
        ? this
        : new ClassDescriptor(name, computedVersion(type), flags, fields);
  }

  private static boolean declaresVersion(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .anyMatch(field -> field.getName().equals("serialVersionUID"));
  }

  private long computedVersion(Class<?> type) {
    ObjectStreamClass local = ObjectStreamClass.lookup(type);
    return local == null ? version : local.getSerialVersionUID();
  }

  ObjectStreamClass toStreamClass() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writeTo(new DataOutputStream(bytes));
    try (Reader reader = new Reader(new ByteArrayInputStream(bytes.toByteArray()))) {
      return reader.descriptor();
    }
  }

  private void writeTo(DataOutputStream out) throws IOException {
    out.writeShort(STREAM_MAGIC);
    out.writeShort(STREAM_VERSION);
    out.writeByte(TC_CLASSDESC);
    out.writeUTF(name);
    out.writeLong(version);
    out.writeByte(flags);
    out.writeShort(fields.size());
    for (Field field : fields) {
      write(field, out);
    }
    out.writeByte(TC_ENDBLOCKDATA);
    out.writeByte(TC_NULL);
  }

  private static void write(Field field, DataOutputStream out) throws IOException {
    out.writeByte(field.code());
    out.writeUTF(field.name());
    if (field.isObject()) {
      out.writeByte(TC_STRING);
      out.writeUTF(field.signature());
    }
  }

  /** Has the JDK read the one descriptor, and resolves nothing. */
  private static final class Reader extends ObjectInputStream {

    private @Nullable ObjectStreamClass descriptor;

    Reader(InputStream in) throws IOException {
      super(in);
    }

    ObjectStreamClass descriptor() throws IOException {
      try {
        readObject();
      } catch (ClassNotFoundException e) {
        // as meant: nothing is resolved
      }
      if (descriptor == null) {
        throw new InvalidClassException("no descriptor");
      }
      return descriptor;
    }

    @Override
    protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
      descriptor = super.readClassDescriptor();
      return descriptor;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass described) throws ClassNotFoundException {
      throw new ClassNotFoundException(described.getName());
    }
  }
}
