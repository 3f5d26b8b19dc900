package io.liveimage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("serial")
class SerializationCodecTest {

  static class Customer implements Serializable {
    final String name;
    final List<Order> orders = new ArrayList<>();

    Customer(String name) {
      this.name = name;
    }
  }

  static class Order implements Serializable {
    final Customer customer;

    Order(Customer customer) {
      this.customer = customer;
      customer.orders.add(this);
    }
  }

  record Shop(List<Customer> customers) implements Serializable {}

  static final StateCodec<Shop> SHOP = StateCodec.serialization(Shop.class);

  @Test
  void keepsIdentityAndCycles() {
    Customer customer = new Customer("Ada");
    new Order(customer);
    new Order(customer);

    Shop read = roundTrip(SHOP, new Shop(new ArrayList<>(List.of(customer, customer))));

    assertThat(read.customers().get(0)).isSameAs(read.customers().get(1));
    assertThat(read.customers().get(0).orders)
        .hasSize(2)
        .allMatch(order -> order.customer == read.customers().get(0));
  }

  /** Holds whatever it is given, so that nothing but values of the JDK is allowed. */
  static final class Box implements Serializable {
    final @Nullable Object content;

    Box(@Nullable Object content) {
      this.content = content;
    }
  }

  static final SerializationCodec<Box> BOX = StateCodec.serialization(Box.class);

  static List<Object> valuesOfTheJdk() {
    return List.of(
        1,
        2L,
        (short) 3,
        (byte) 4,
        'c',
        1.5,
        2.5f,
        true,
        "text",
        new BigDecimal("1.50"),
        BigDecimal.TEN.toBigInteger(),
        URI.create("https://liveimage.io/"),
        new UUID(1, 2),
        Locale.GERMANY,
        DayOfWeek.MONDAY,
        TimeUnit.DAYS,
        Instant.EPOCH,
        LocalDate.EPOCH,
        Duration.ofNanos(5),
        java.time.Period.ofDays(3),
        ZonedDateTime.parse("2026-11-20T12:00:00+01:00[Europe/Berlin]"),
        java.time.ZoneOffset.UTC,
        java.time.Year.of(2026),
        new ArrayList<>(List.of(1)),
        new LinkedList<>(List.of(1)),
        Arrays.asList(1, 2),
        List.of(),
        List.of(1),
        List.of(1, 2, 3),
        Set.of(1, 2),
        Map.of("a", 1),
        new HashMap<>(Map.of("a", List.of(1))),
        new LinkedHashMap<>(Map.of("a", 1)),
        new TreeMap<>(Map.of("a", 1)),
        new HashSet<>(Set.of(1)),
        new TreeSet<>(Set.of(1)),
        new EnumMap<>(Map.of(DayOfWeek.MONDAY, 1)),
        EnumSet.of(DayOfWeek.FRIDAY),
        Collections.emptyList(),
        Collections.singletonMap("a", 1),
        Collections.nCopies(3, "a"),
        Collections.unmodifiableMap(new TreeMap<>(Map.of("a", 1))),
        Collections.unmodifiableList(new ArrayList<>(List.of(1))),
        Collections.synchronizedMap(new HashMap<>(Map.of("a", 1))),
        Collections.newSetFromMap(new ConcurrentHashMap<String, Boolean>()),
        ConcurrentHashMap.newKeySet(),
        new ConcurrentHashMap<>(Map.of("a", 1)),
        new ConcurrentSkipListMap<>(Map.of("a", 1)),
        new CopyOnWriteArrayList<>(List.of(1)),
        BitSet.valueOf(new long[] {5}),
        Map.entry("a", 1).getKey(),
        new java.util.AbstractMap.SimpleEntry<>("a", 1));
  }

  @ParameterizedTest
  @MethodSource("valuesOfTheJdk")
  void givesBackValuesAndCollectionsOfTheJdk(Object value) {
    assertThat(roundTrip(BOX, new Box(value)).content).isEqualTo(value);
  }

  static List<Object> holdersOfTheJdk() {
    LongAdder adder = new LongAdder();
    adder.add(3);
    TreeMap<String, Integer> reversed = new TreeMap<>(Comparator.reverseOrder());
    reversed.put("a", 1);
    return List.of(
        adder,
        new AtomicInteger(3),
        new AtomicLong(3),
        new AtomicBoolean(true),
        reversed,
        new AtomicReference<>("a"),
        new ArrayDeque<>(List.of(1)),
        new PriorityQueue<>(List.of(1)),
        new LinkedBlockingQueue<>(List.of(1)),
        new int[][] {{1}, {2, 3}},
        new String[] {"a"},
        new Object[] {"a", 1},
        new List<?>[] {List.of(1)},
        new IdentityHashMap<>(Map.of("a", 1)).keySet().size(),
        new java.util.Date(0),
        new java.util.Properties(),
        new java.util.Stack<>());
  }

  @ParameterizedTest
  @MethodSource("holdersOfTheJdk")
  void givesBackWhatHoldsValues(Object value) {
    assertThat(roundTrip(BOX, new Box(value)).content)
        .usingRecursiveComparison()
        .withEqualsForType((some, other) -> some.sum() == other.sum(), LongAdder.class)
        .withStrictTypeChecking()
        .isEqualTo(value);
  }

  @Test
  void givesBackLocks() {
    Object[] locks = {new ReentrantLock(), new ReentrantLock(true), new ReentrantReadWriteLock()};

    Object[] read = (Object[]) roundTrip(BOX, new Box(locks)).content;

    assertThat(read).hasSize(3).hasOnlyElementsOfTypes(ReentrantLock.class, locks[2].getClass());
  }

  sealed interface Shape extends Serializable permits Circle, Square {}

  record Circle(double radius) implements Shape {}

  record Square(Map<String, ? extends Set<Corner>> corners, Side[][] sides) implements Shape {}

  enum Corner {
    TOP {
      @Override
      int sign() {
        return 1;
      }
    };

    abstract int sign();
  }

  record Side(int length) implements Serializable {}

  abstract static class Drawing<T extends Serializable> implements Serializable {
    final List<T> all = new ArrayList<>();
  }

  static final class Shapes extends Drawing<Shape> {}

  @Test
  void allowsWhatTheDeclaredTypesName() {
    Shapes shapes = new Shapes();
    shapes.all.add(new Circle(1.5));
    shapes.all.add(
        new Square(Map.of("a", EnumSet.of(Corner.TOP)), new Side[][] {{new Side(1)}, {}}));

    Shapes read = roundTrip(StateCodec.serialization(Shapes.class), shapes);

    assertThat(read.all).usingRecursiveComparison().isEqualTo(shapes.all);
  }

  @Test
  void refusesAnUndeclaredClassWhenItIsWrittenAndSaysWhatHelps() {
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.of(BOX, new Box(new Side(1))))
        .withMessage(
            "Cannot write %s: it holds a %s, which its declared types do not name. If that belongs"
                + " to the state, add .allowing(Side.class) to its codec",
            Box.class.getName(), Side.class.getName());
    assertThat(roundTrip(BOX.allowing(Side.class), new Box(new Side(1))).content)
        .isEqualTo(new Side(1));
  }

  @Test
  void refusesThreadsLambdasAndProxiesWhenTheyAreWritten() {
    Comparator<String> lambda = (Comparator<String> & Serializable) String::compareTo;
    Object proxy =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Runnable.class, Serializable.class},
            (p, method, arguments) -> null);

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.of(BOX, new Box(Thread.currentThread())))
        .withMessageContaining("java.lang.Thread is not Serializable");
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.of(BOX, new Box(lambda)))
        .withMessageContaining("it holds a lambda");
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.of(BOX, new Box(proxy)))
        .withMessageContaining("it holds a proxy of java.lang.Runnable");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BOX.allowing(SerializedLambda.class))
        .withMessageContaining("lambda");
  }

  static final class Unwritable implements Serializable {
    private void writeObject(ObjectOutputStream out) throws IOException {
      throw new InvalidObjectException("not now");
    }
  }

  @Test
  void tellsThatAnObjectCouldNotWriteItself() {
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.of(StateCodec.serialization(Unwritable.class), new Unwritable()))
        .withMessageContaining("writing an object failed with java.io.InvalidObjectException");
  }

  @Test
  void leavesAFailureOfTheDiskToItsOwner() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> BOX.write(new Box(new byte[100_000]), full))
        .withMessage("No space left on device");
  }

  static final class Gadget implements Serializable {
    static {
      Alarm.rung = true;
    }

    private void readObject(ObjectInputStream in) {
      Alarm.rung = true;
    }
  }

  static final class Alarm {
    static boolean rung;
  }

  @Test
  void neverRunsNorInitialisesAClassThatIsNotAllowed() throws Exception {
    byte[] content = serialized(new Box(List.of(new Gadget())));
    byte[] array = serialized(new Box(new Gadget[1]));
    Alarm.rung = false;

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.decoded(BOX, content))
        .withMessageContaining("it holds a " + Gadget.class.getName());
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.decoded(BOX, array));
    assertThat(Alarm.rung).isFalse();
  }

  @Test
  void refusesTheGadgetsOfTheJdk() throws Exception {
    for (Object gadget :
        List.of(
            new javax.management.BadAttributeValueExpException("a"),
            URI.create("https://liveimage.io/").toURL(),
            new java.io.File("a"),
            new IOException("a"))) {
      byte[] content = serialized(new Box(gadget));

      assertThatExceptionOfType(SnapshotException.class)
          .isThrownBy(() -> Encoding.decoded(BOX, content))
          .withMessageContaining("it holds a " + gadget.getClass().getName());
    }
  }

  @Test
  void refusesAProxyWhenItIsRead() throws Exception {
    Object proxy =
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Runnable.class}, new Handler());
    byte[] content = serialized(new Box(proxy));

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.decoded(BOX, content))
        .withMessageContaining("it holds a proxy of [java.lang.Runnable]");
  }

  static final class Handler implements java.lang.reflect.InvocationHandler, Serializable {
    @Override
    public @Nullable Object invoke(Object proxy, java.lang.reflect.Method m, Object[] arguments) {
      return null;
    }
  }

  @Test
  void refusesAnArrayThatIsLongerThanItsContent() throws Exception {
    byte[] content = serialized(new Box(new long[] {7}));
    byte[] claimed = replaced(content, new byte[] {0, 0, 0, 1}, new byte[] {0x7f, -1, -1, -9});

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.decoded(BOX, claimed))
        .withMessageContaining("its arrays claim to have 2147483639 elements");
  }

  @Test
  void acceptsSparseMapsAndEmptyArrays() {
    var sparse = new ArrayList<Object>();
    for (int i = 0; i < 20_000; i++) {
      sparse.add(new HashMap<>(Map.of(i, i)));
    }
    sparse.add(new boolean[2_000_000]);
    sparse.add(new HashMap<>(1 << 20, 0.1f));

    Object read = roundTrip(BOX, new Box(sparse)).content;

    assertThat((List<?>) read).hasSize(20_002).element(1).isEqualTo(Map.of(1, 1));
  }

  record Knot(List<Object> others) implements Serializable {}

  @Test
  void findsNullWhereACycleComesBackToARecordAsTheDocumentationWarns() {
    Knot knot = new Knot(new ArrayList<>());
    knot.others().add(knot);

    assertThat(roundTrip(StateCodec.serialization(Knot.class), knot).others())
        .containsExactly((Object) null);
  }

  static final class Link implements Serializable {
    @Nullable Link next;
  }

  @Test
  void saysThatANestingIsTooDeep() {
    Link deep = chain(500_000);
    StateCodec<Link> codec = StateCodec.serialization(Link.class);

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> Encoding.of(codec, deep))
        .withMessageContaining("it is nested too deeply for the stack of thread")
        .withMessageContaining("a larger -Xss helps");
  }

  @Test
  void readsWhatCouldBeWrittenAlsoWhereTheStackIsSmaller() throws Exception {
    StateCodec<Link> codec = StateCodec.serialization(Link.class);

    byte[] content = onLargeStack(() -> Encoding.of(codec, chain(50_000)));

    assertThat(Encoding.decoded(codec, content).next).isNotNull();
  }

  private static Link chain(int length) {
    Link first = new Link();
    for (int i = 1; i < length; i++) {
      Link before = new Link();
      before.next = first;
      first = before;
    }
    return first;
  }

  private static <T> T onLargeStack(java.util.concurrent.Callable<T> task) throws Exception {
    var result = new java.util.concurrent.FutureTask<>(task);
    new Thread(null, result, "large stack", 1L << 29).start();
    return result.get();
  }

  static class Former implements Serializable {
    String title = "Riesling";
    int stars = 4;
    Corner corner = Corner.TOP;
    @Nullable Gone gone = new Gone();
    Former[] others = {};
  }

  static class Gone implements Serializable {}

  static class Present implements Serializable {
    String title = "";
    long views = 7;
    Present[] others = {};
  }

  record PresentRecord(String title, int stars, long views) implements Serializable {}

  static class Retyped implements Serializable {
    long stars;
  }

  static class Versioned implements Serializable {
    private static final long serialVersionUID = 42;
    @Nullable String title;
  }

  private static <T> T readFormerAs(SerializationCodec<T> codec) {
    Former former = new Former();
    former.others = new Former[] {new Former()};
    return Encoding.decoded(codec, Encoding.of(StateCodec.serialization(Former.class), former));
  }

  private static <T> SerializationCodec<T> successor(Class<T> type) {
    return StateCodec.serialization(type)
        .renamed(Former.class.getName(), type)
        .allowing(Corner.class, Gone.class);
  }

  @Test
  void classesMayBeRenamedAndGainAndLoseFields() {
    Present read = readFormerAs(successor(Present.class));

    assertThat(read.title).isEqualTo("Riesling");
    assertThat(read.views).isZero();
    assertThat(read.others).hasSize(1);
    assertThat(read.others[0].title).isEqualTo("Riesling");
  }

  @Test
  void aClassMayBecomeARecord() {
    assertThat(readFormerAs(successor(PresentRecord.class)))
        .isEqualTo(new PresentRecord("Riesling", 4, 0));
  }

  @Test
  void objectsOfAClassThatIsGoneArePassedOverWhenTheCodecIsTold() {
    SerializationCodec<Present> codec =
        StateCodec.serialization(Present.class)
            .renamed(Former.class.getName(), Present.class)
            .allowing(Corner.class);

    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> readFormerAs(codec))
        .withMessageContaining("it holds a " + Gone.class.getName());
    assertThat(readFormerAs(codec.removed(Gone.class.getName())).title).isEqualTo("Riesling");
  }

  @Test
  void aFieldOfAnotherTypeIsRefused() {
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> readFormerAs(successor(Retyped.class)))
        .withMessageStartingWith("Cannot read " + Retyped.class.getName())
        .withMessageContaining("incompatible types for field stars");
  }

  @Test
  void aDeclaredVersionIsInsistedOn() {
    assertThatExceptionOfType(SnapshotException.class)
        .isThrownBy(() -> readFormerAs(successor(Versioned.class)))
        .withMessageContaining("serialVersionUID = 42");
  }

  @Test
  void refusesATypeThatIsNotSerializable() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StateCodec.serialization(Thread.class))
        .withMessage("Cannot save java.lang.Thread by serialization, since it is not Serializable");
  }

  static <S> S roundTrip(StateCodec<S> codec, S value) {
    return Encoding.decoded(codec, Encoding.of(codec, value));
  }

  static byte[] serialized(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  private static byte[] replaced(byte[] content, byte[] some, byte[] other) {
    var latin = StandardCharsets.ISO_8859_1;
    String text = new String(content, latin);
    int last = text.lastIndexOf(new String(some, latin));
    return (text.substring(0, last) + new String(other, latin) + text.substring(last + some.length))
        .getBytes(latin);
  }
}
