package io.liveimage.snapshot;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects of allowed classes. Any other class is refused by its name, before it is loaded;
 * arrays are refused that cannot be as long as they claim.
 */
final class StateInput extends ObjectInputStream {

  private static final int BUFFER = 16 * 1024;
  private static final long MOST_ELEMENTS_PER_BYTE = 8; // the table of a sparse HashMap has four
  private static final long SPARE_ELEMENTS = 64 * 1024;

  private final AllowList allowed;
  private final Map<String, Optional<Class<?>>> former;
  private final long mostElements;
  private long elements;

  StateInput(MemoryContent content, AllowList allowed, Map<String, Optional<Class<?>>> former)
      throws IOException {
    super(new BufferedInputStream(content.open(), BUFFER));
    this.allowed = allowed;
    this.former = former;
    mostElements = content.length().orElseThrow() * MOST_ELEMENTS_PER_BYTE + SPARE_ELEMENTS;
    setObjectInputFilter(this::check);
  }

  static String refusal(String name, String simpleName) {
    return ("it holds a %s, which its declared types do not name. If that belongs to the state, add"
            + " .allowing(%s.class) to its codec")
        .formatted(name, simpleName);
  }

  private Status check(ObjectInputFilter.FilterInfo info) {
    if (info.arrayLength() > 0) {
      count(info.arrayLength());
    }
    Class<?> type = info.serialClass();
    if (type != null && !allowed.allows(type)) {
      Class<?> element = AllowList.element(type);
      throw new SnapshotException(refusal(element.getName(), element.getSimpleName()));
    }
    return Status.UNDECIDED;
  }

  private void count(long length) {
    elements += length;
    if (elements > mostElements) {
      throw new SnapshotException(
          "its arrays claim to have %d elements, more than the content can hold"
              .formatted(elements));
    }
  }

  /** The class of the present name, and its version where it does not insist on one. */
  @Override
  protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
    ClassDescriptor descriptor = ClassDescriptor.readFrom(this);
    Class<?> renamed = former.getOrDefault(descriptor.element(), Optional.empty()).orElse(null);
    return (renamed == null ? descriptor : descriptor.named(renamed))
        .adjustedTo(this::find)
        .toStreamClass();
  }

  private @Nullable Class<?> find(String name) {
    return allowed.declared(name);
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass descriptor)
      throws IOException, ClassNotFoundException {
    String name = descriptor.getName();
    return name.startsWith("[") ? array(name) : single(name);
  }

  private Class<?> single(String name) throws ClassNotFoundException {
    Class<?> declared = allowed.declared(name);
    if (declared != null) {
      return declared;
    } else if (AllowList.isAllowedOfJdk(name)) {
      return Class.forName(name, false, null);
    } else if (former.containsKey(name)) {
      throw new ClassNotFoundException(name); // its objects are passed over
    }
    throw new SnapshotException(refusal(name, name.substring(name.lastIndexOf('.') + 1)));
  }

  private Class<?> array(String name) throws ClassNotFoundException {
    int dimensions = name.lastIndexOf('[') + 1;
    if (name.charAt(name.length() - 1) != ';') {
      return Class.forName(name, false, null);
    }
    String element = name.substring(dimensions + 1, name.length() - 1);
    Class<?> type =
        element.startsWith("java.") ? Class.forName(element, false, null) : single(element);
    return Array.newInstance(type, new int[dimensions]).getClass();
  }

  @Override
  protected Class<?> resolveProxyClass(String[] interfaces) {
    throw new SnapshotException("it holds a proxy of " + Arrays.toString(interfaces));
  }
}
