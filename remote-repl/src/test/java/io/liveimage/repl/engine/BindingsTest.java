package io.liveimage.repl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.liveimage.repl.engine.Outcome.Value;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Public, as its nested classes have to be found by snippets. */
public class BindingsTest {
  private static Prompt prompt;

  /** A class of a host. */
  public static class Notes {
    private final int size;

    Notes(int size) {
      this.size = size;
    }

    public int size() {
      return size;
    }
  }

  /** An interface of a host. */
  public interface Store {
    String load(String key);
  }

  private static final class PrivateStore extends Thread implements Store, Comparable<Store> {
    @Override
    public String load(String key) {
      return key + "!";
    }

    @Override
    public int compareTo(Store other) {
      return 0;
    }
  }

  private record PrivateRecord(int n) implements Supplier<String> {
    @Override
    public String get() {
      return "record " + n;
    }
  }

  @BeforeAll
  static void open() {
    prompt = Prompt.open();
  }

  @AfterAll
  static void close() {
    prompt.close();
  }

  private String typeOf(String name) {
    return ((Value) prompt.one(name)).typeName();
  }

  @Test
  void aPublicClassIsItsOwnType() {
    prompt.engine.bind("notes", new Notes(3));

    assertThat(prompt.value("notes.size()")).isEqualTo(3);
    assertThat(typeOf("notes")).endsWith("Notes");
  }

  @Test
  void aPrivateClassIsWhatItImplementsOfTheHost() {
    prompt.engine.bind("store", new PrivateStore());

    assertThat(prompt.value("store.load(\"a\")")).isEqualTo("a!");
  }

  @Test
  void aPrivateRecordIsWhatItImplements() {
    prompt.engine.bind("tuple", new PrivateRecord(7));

    assertThat(prompt.value("tuple.get()")).isEqualTo("record 7");
  }

  @Test
  void aLambdaIsItsInterface() throws Exception {
    Callable<String> call = () -> "called";

    prompt.engine.bind("call", call);

    assertThat(prompt.value("call.call()")).isEqualTo("called");
  }

  @Test
  void anAnonymousClassIsItsSuperclass() {
    prompt.engine.bind(
        "digits",
        new AbstractList<Integer>() {
          @Override
          public Integer get(int index) {
            return index;
          }

          @Override
          public int size() {
            return 10;
          }
        });

    assertThat(prompt.value("digits.subList(2, 4).size()")).isEqualTo(2);
    assertThat(typeOf("digits")).isEqualTo("AbstractList");
  }

  @Test
  void aProxyIsItsInterface() {
    Object proxy =
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (self, method, arguments) -> "proxied " + arguments[0]);

    prompt.engine.bind("proxied", proxy);

    assertThat(prompt.value("proxied.load(\"x\")")).isEqualTo("proxied x");
  }

  @Test
  void aListOfHiddenMakeIsAList() {
    prompt.engine.bind("fixed", List.of("a", "b"));

    assertThat(prompt.value("fixed.get(1)")).isEqualTo("b");
    assertThat(typeOf("fixed")).isEqualTo("List");
  }

  @Test
  void aClassOfAPackageThatIsNotExportedIsItsInterface() {
    prompt.engine.bind("home", Path.of("/home/anna"));

    assertThat(prompt.display("home.getFileName()")).isEqualTo("anna");
  }

  @Test
  void arraysAndBoxedValuesAreThemselves() {
    prompt.engine.bind("grid", new int[][] {{1}, {2}});
    prompt.engine.bind("stores", new PrivateStore[] {new PrivateStore()});
    prompt.engine.bind("limit", 42);

    assertThat(prompt.value("grid[1][0] + limit")).isEqualTo(44);
    assertThat(prompt.value("stores[0].load(\"z\")")).isEqualTo("z!");
  }

  @Test
  void nullIsAnObject() {
    prompt.engine.bind("nothing", null);

    assertThat(prompt.one("nothing")).isEqualTo(new Value("nothing", "Object", null, "null"));
  }

  @Test
  void aNewValueIsSeenAtOnceByMethodsDefinedBefore() {
    prompt.engine.bind("seen", new Notes(1));
    prompt.evaluate(
        "int seenSize() { return seen.size(); }\nSupplier<Integer> kept = () -> seen.size();");

    prompt.engine.bind("seen", new Notes(2));

    assertThat(prompt.value("seenSize()")).isEqualTo(2);
    assertThat(prompt.value("kept.get()")).isEqualTo(2);
  }

  @Test
  void aValueOfAnotherTypeIsSeenByMethodsDefinedBefore() {
    prompt.engine.bind("swapped", new StringBuilder("abc"));
    prompt.evaluate(
        "int swappedLength() { return swapped.length(); }\nvar kept2 = List.of(swapped);");
    Object before = prompt.value("kept2");

    prompt.engine.bind("swapped", "abcd");

    assertThat(prompt.value("swappedLength()")).isEqualTo(4);
    assertThat(prompt.value("kept2")).isSameAs(before);
    assertThat(typeOf("swapped")).isEqualTo("String");
  }

  @Test
  void aMethodThatDoesNotFitTheNewTypeSaysSo() {
    prompt.engine.bind("unfit", "text");
    prompt.evaluate("int unfitLength() { return unfit.length(); }");

    prompt.engine.bind("unfit", 42);

    assertThat(prompt.definition("unfitLength").state()).isEqualTo(Definition.State.UNRESOLVED);
    assertThat(prompt.one("unfitLength()")).isInstanceOf(Outcome.Unresolved.class);
  }

  @Test
  void anObjectOfASnippetClassIsLostWhenTheClassHasToBeMadeAgain() {
    prompt.engine.bind("inside", "text");
    prompt.evaluate("class User { int n() { return inside.length(); } }\nUser user = new User();");

    prompt.engine.bind("inside", new StringBuilder("longer"));

    assertThat(prompt.value("user")).isNull();
    assertThat(prompt.value("new User().n()")).isEqualTo(6);
  }

  @Test
  void aBindingSetToNullKeepsItsType() {
    prompt.engine.bind("gone", "text");
    prompt.evaluate("int goneLength() { return gone.length(); }");

    prompt.engine.bind("gone", null);

    assertThat(prompt.threw("goneLength()").exception()).isInstanceOf(NullPointerException.class);
  }

  @Test
  void aVariableOfTheSameNameHidesTheBinding() {
    prompt.engine.bind("hidden", "binding");

    prompt.evaluate("int hidden = 5;");

    assertThat(prompt.value("hidden")).isEqualTo(5);
    assertThat(prompt.engine.drop("hidden")).isTrue();
    assertThat(prompt.value("hidden")).isEqualTo("binding");
  }

  @Test
  void bindingsAreNoDefinitions() {
    prompt.engine.bind("silent", "x");
    prompt.value("silent");

    assertThat(prompt.engine.list()).noneMatch(d -> d.source().contains("silent"));
    assertThat(prompt.engine.list()).noneMatch(d -> d.source().contains("java.util.prefs"));
    assertThat(prompt.engine.save().script().text())
        .doesNotContain("silent")
        .doesNotContain("prefs");
    assertThat(prompt.engine.drop("silent")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "7up", "class", "a.b", "null", "_", "x;"})
  void aNameThatSnippetsCannotWriteIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> prompt.engine.bind(name, 1))
        .withMessage(
            "Expected a Java identifier as name of a binding, such as \"notes\", but was \""
                + name
                + "\"");
  }
}
