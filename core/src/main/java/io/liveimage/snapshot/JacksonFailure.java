package io.liveimage.snapshot;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Says what Jackson found wrong and where, without the values: they may be secrets, and messages
 * are logged. For that reason an exception that quotes one is no cause either.
 */
final class JacksonFailure {

  private static final int LONGEST_PATH = 10;
  private static final Pattern FOUND =
      Pattern.compile("\\b(Object|Array|String|Integer|Number|Floating-point|Boolean) value\\b");

  private JacksonFailure() {}

  static SnapshotException writing(String type, JacksonException e) {
    return new SnapshotException(at("Cannot write ", type, e) + e.getOriginalMessage(), e);
  }

  static SnapshotException reading(String type, JacksonException e) {
    String place = at("Cannot read ", type, e);
    if (quotesNothing(e)) {
      return new SnapshotException(place + e.getOriginalMessage(), e);
    }
    Throwable refused = e.getCause();
    return refused == null || refused instanceof JacksonException
        ? new SnapshotException(place + problem(e))
        : refused(place, refused);
  }

  /** Bytes that are no Smile, and types that cannot be read at all. */
  private static boolean quotesNothing(JacksonException e) {
    return e instanceof InvalidDefinitionException
        || e instanceof StreamReadException && !(e instanceof InputCoercionException);
  }

  /**
   * The message of a class of the host is what its author wanted to be read; that of the JDK not.
   */
  private static SnapshotException refused(String place, Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return trace.length == 0 || trace[0].getClassName().startsWith("java.")
        ? new SnapshotException(place + cause.getClass().getName() + " was thrown")
        : new SnapshotException(place + cause, cause);
  }

  private static String problem(JacksonException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return unknownProperty(unknown);
    } else if (e instanceof InvalidTypeIdException unknown) {
      return unknownType(unknown);
    } else if (e instanceof InputCoercionException coercion) {
      return "the number does not fit into " + name(coercion.getTargetType());
    } else if (e instanceof MismatchedInputException mismatch) {
      return mismatch(mismatch);
    }
    return "the content is not what is expected there";
  }

  private static String unknownProperty(UnrecognizedPropertyException e) {
    return ("the image has the property \"%s\", which %s does not have (it has %s). Add it there, or"
            + " tell the codec: .renamed(%s.class, \"%1$s\", its new name) or .removed(%4$s.class,"
            + " \"%1$s\")")
        .formatted(
            e.getPropertyName(),
            e.getReferringClass().getName(),
            new TreeSet<>(e.getKnownPropertyIds()),
            e.getReferringClass().getSimpleName());
  }

  private static String unknownType(InvalidTypeIdException e) {
    Class<?> base = e.getBaseType().getRawClass();
    return e.getTypeId() == null
        ? "the image does not name the type, expected a subtype of " + name(base)
        : ("the image names the type \"%s\", which is not known as a subtype of %s. If it was"
                + " renamed, tell the codec: .renamedType(\"%1$s\", its new class)")
            .formatted(e.getTypeId(), name(base));
  }

  private static String mismatch(MismatchedInputException e) {
    String message = e.getOriginalMessage();
    if (message.startsWith("Missing ")) {
      return message; // names a property
    }
    return "expected %s, the %s there is none".formatted(expected(e.getTargetType()), found(e));
  }

  private static String expected(@Nullable Class<?> type) {
    return type != null && type.isEnum()
        ? "one of " + Arrays.toString(type.getEnumConstants()) + " of " + name(type)
        : name(type);
  }

  private static String name(@Nullable Class<?> type) {
    return type == null ? "another type" : type.getName();
  }

  private static String found(MismatchedInputException e) {
    if (e instanceof InvalidFormatException invalid && invalid.getValue() != null) {
      return invalid.getValue().getClass().getSimpleName();
    } else if (e.getOriginalMessage().startsWith("Cannot map `null`")) {
      return "null";
    }
    Matcher kind = FOUND.matcher(e.getOriginalMessage());
    return kind.find() ? kind.group(1) : "value";
  }

  private static String at(String action, String type, JacksonException e) {
    return action + type + " at " + path(e.getPath()) + ": ";
  }

  /** Names a place as JSONPath does; the middle of a long one, as a cycle has, is left out. */
  private static String path(List<JacksonException.Reference> references) {
    var path = new StringBuilder("$");
    for (int i = 0; i < references.size(); i++) {
      if (i < LONGEST_PATH || i == references.size() - 1) {
        path.append(step(references.get(i)));
      } else if (i == LONGEST_PATH) {
        path.append("...");
      }
    }
    return path.toString();
  }

  private static String step(JacksonException.Reference reference) {
    String name = reference.getPropertyName();
    if (name == null) {
      return "[" + reference.getIndex() + "]";
    }
    return name.matches("\\w+") ? "." + name : "[\"" + name + "\"]";
  }
}
