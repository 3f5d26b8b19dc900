package io.liveimage.snapshot;

import static java.util.Objects.requireNonNull;

import io.liveimage.snapshot.SectionDiff.Difference;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;

/**
 * Compares two values token by token. Both are read side by side; in memory are only elements that
 * have not met their counterpart yet, since it stands elsewhere. For one thread.
 */
final class SmileDiff {

  private static final List<String> KEYS = List.of("id", "key", "uuid", "name");
  private static final int LONGEST_VALUE = 200;

  private final List<Difference> found = new ArrayList<>();
  private final int limit;
  private boolean complete = true;

  private SmileDiff(int limit) {
    this.limit = limit;
  }

  /** Ends the comparison. */
  private static final class EnoughException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static SmileDiff of(Section before, Section after, int limit) throws IOException {
    SmileDiff diff = new SmileDiff(limit);
    try (InputStream left = before.content().open();
        InputStream right = after.content().open()) {
      diff.compare("$", left, right);
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw new IOException("it is not Smile: " + e.getOriginalMessage(), e);
    }
    return diff;
  }

  List<Difference> found() {
    return found;
  }

  boolean isComplete() {
    return complete;
  }

  private void compare(String path, InputStream left, InputStream right) {
    try {
      compare(path, SmileTokens.parser(left), SmileTokens.parser(right));
    } catch (EnoughException e) {
      complete = false;
    }
  }

  /** Both parsers stand before a value, and behind it afterwards. */
  private void compare(String path, JsonParser left, JsonParser right) {
    left.nextToken();
    right.nextToken();
    compareCurrent(path, left, right);
  }

  private void compareCurrent(String path, JsonParser left, JsonParser right) {
    if (left.currentToken() != right.currentToken()) {
      differ(path, tree(left), tree(right));
    } else if (left.currentToken() == JsonToken.START_OBJECT) {
      compareObjects(path, left, right);
    } else if (left.currentToken() == JsonToken.START_ARRAY) {
      compareArrays(path, left, right);
    } else {
      compareScalars(path, tree(left), tree(right));
    }
  }

  private void compareScalars(String path, JsonNode left, JsonNode right) {
    if (!left.equals(right) && !left.asString().equals(right.asString())) {
      differ(path, left, right);
    }
  }

  private void compareObjects(String path, JsonParser left, JsonParser right) {
    Pairs pairs = new Pairs(path);
    String name = left.nextName();
    String other = right.nextName();
    while (name != null || other != null) {
      if (name != null && name.equals(other)) {
        compare(path + step(name), left, right);
      } else {
        pairs.take(
            name == null ? null : step(name), left, other == null ? null : step(other), right);
      }
      name = name == null ? null : left.nextName();
      other = other == null ? null : right.nextName();
    }
    pairs.end();
  }

  private void compareArrays(String path, JsonParser left, JsonParser right) {
    Pairs pairs = new Pairs(path);
    boolean hasLeft = hasElement(left);
    boolean hasRight = hasElement(right);
    for (int i = 0; hasLeft || hasRight; i++) {
      if (hasLeft && hasRight && !isObject(left) && !isObject(right)) {
        compareCurrent(path + "[" + i + "]", left, right);
      } else {
        pairs.takeElements(i, hasLeft ? tree(left) : null, hasRight ? tree(right) : null);
      }
      hasLeft = hasLeft && hasElement(left);
      hasRight = hasRight && hasElement(right);
    }
    pairs.end();
  }

  private static boolean hasElement(JsonParser parser) {
    return parser.nextToken() != JsonToken.END_ARRAY;
  }

  private static boolean isObject(JsonParser parser) {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  private static JsonNode tree(JsonParser parser) {
    return requireNonNull(parser.readValueAsTree());
  }

  private void compareTrees(String path, JsonNode left, JsonNode right) {
    if (!left.equals(right)) {
      compare(path, SmileTokens.parser(left), SmileTokens.parser(right));
    }
  }

  private void differ(String path, @Nullable JsonNode left, @Nullable JsonNode right) {
    if (found.size() == limit) {
      throw new EnoughException();
    }
    found.add(new Difference(path, text(left), text(right)));
  }

  private static Optional<String> text(@Nullable JsonNode value) {
    return Optional.ofNullable(value).map(JsonNode::toString).map(SmileDiff::cut);
  }

  private static String cut(String text) {
    return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "..." : text;
  }

  private static String step(String name) {
    return name.matches("\\w+") ? "." + name : "[\"" + name + "\"]";
  }

  /** An index says little about an element once another was inserted before it. */
  private static String step(int index, JsonNode element) {
    return KEYS.stream()
        .filter(key -> element.path(key).isValueNode() && !element.path(key).isNull())
        .findFirst()
        .map(key -> "[" + key + "=" + cut(element.path(key).asString()) + "]")
        .orElse("[" + index + "]");
  }

  /**
   * The children of two values, of which those with the same step from their parent belong
   * together.
   */
  private final class Pairs {
    private final String path;
    private final Map<String, Deque<JsonNode>> onlyLeft = new LinkedHashMap<>();
    private final Map<String, Deque<JsonNode>> onlyRight = new LinkedHashMap<>();

    Pairs(String path) {
      this.path = path;
    }

    void take(
        @Nullable String leftStep, JsonParser left, @Nullable String rightStep, JsonParser right) {
      if (leftStep != null) {
        left.nextToken();
        takeLeft(leftStep, tree(left));
      }
      if (rightStep != null) {
        right.nextToken();
        takeRight(rightStep, tree(right));
      }
    }

    void takeElements(int index, @Nullable JsonNode left, @Nullable JsonNode right) {
      if (left != null) {
        takeLeft(step(index, left), left);
      }
      if (right != null) {
        takeRight(step(index, right), right);
      }
    }

    private void takeLeft(String step, JsonNode left) {
      counterpart(onlyRight, step)
          .ifPresentOrElse(
              right -> compareTrees(path + step, left, right), () -> keep(onlyLeft, step, left));
    }

    private void takeRight(String step, JsonNode right) {
      counterpart(onlyLeft, step)
          .ifPresentOrElse(
              left -> compareTrees(path + step, left, right), () -> keep(onlyRight, step, right));
    }

    /** Several elements may have the same name: they belong together in their order. */
    private static Optional<JsonNode> counterpart(Map<String, Deque<JsonNode>> kept, String step) {
      Deque<JsonNode> same = kept.get(step);
      if (same == null) {
        return Optional.empty();
      }
      JsonNode first = same.remove();
      if (same.isEmpty()) {
        kept.remove(step);
      }
      return Optional.of(first);
    }

    private static void keep(Map<String, Deque<JsonNode>> kept, String step, JsonNode value) {
      kept.computeIfAbsent(step, unused -> new ArrayDeque<>(1)).add(value);
    }

    void end() {
      onlyLeft.forEach((step, all) -> all.forEach(each -> differ(path + step, each, null)));
      onlyRight.forEach((step, all) -> all.forEach(each -> differ(path + step, null, each)));
    }
  }
}
