package io.liveimage.snapshot;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The classes whose objects a serialized state may hold: those that can be reached from its type by
 * declared fields, superclasses, type arguments and permitted subclasses, and values and
 * collections of the JDK.
 */
final class AllowList {

  private static final Set<String> OF_JDK =
      names(
          "java.lang. Boolean Byte Character Double Enum Float Integer Long Number Short String",
          "java.math. BigDecimal BigInteger MathContext RoundingMode",
          "java.net. URI",
          "java.util. ArrayDeque ArrayList Arrays$ArrayList BitSet CollSer Currency Date EnumMap",
          "java.util. EnumSet$SerializationProxy RegularEnumSet JumboEnumSet HashMap HashSet",
          "java.util. Hashtable IdentityHashMap LinkedHashMap LinkedHashSet LinkedList Locale PriorityQueue Properties Stack",
          "java.util. TreeMap TreeSet UUID Vector",
          "java.util. AbstractMap$SimpleEntry AbstractMap$SimpleImmutableEntry",
          "java.util.Collections$ CopiesList EmptyList EmptyMap EmptySet ReverseComparator",
          "java.util.Collections$ ReverseComparator2 SetFromMap SingletonList SingletonMap",
          "java.util.Collections$ SingletonSet SynchronizedCollection SynchronizedList",
          "java.util.Collections$ SynchronizedMap SynchronizedNavigableMap",
          "java.util.Collections$ SynchronizedNavigableSet SynchronizedRandomAccessList",
          "java.util.Collections$ SynchronizedSet SynchronizedSortedMap SynchronizedSortedSet",
          "java.util.Collections$ UnmodifiableCollection UnmodifiableList UnmodifiableMap",
          "java.util.Collections$ UnmodifiableNavigableMap UnmodifiableNavigableSet",
          "java.util.Collections$ UnmodifiableRandomAccessList UnmodifiableSet",
          "java.util.Collections$ UnmodifiableSortedMap UnmodifiableSortedSet",
          "java.util.Collections$ UnmodifiableMap$UnmodifiableEntrySet",
          "java.util.Collections$ UnmodifiableSequencedCollection UnmodifiableSequencedMap",
          "java.util.Collections$ UnmodifiableSequencedSet",
          "java.util.ImmutableCollections$ List12 ListN Map1 MapN Set12 SetN SubList",
          "java.util.concurrent. ArrayBlockingQueue ConcurrentHashMap ConcurrentHashMap$Segment",
          "java.util.concurrent. ConcurrentHashMap$CollectionView ConcurrentHashMap$KeySetView",
          "java.util.concurrent. ConcurrentLinkedDeque ConcurrentLinkedQueue",
          "java.util.concurrent. ConcurrentSkipListMap ConcurrentSkipListSet CopyOnWriteArrayList",
          "java.util.concurrent. CopyOnWriteArraySet LinkedBlockingDeque LinkedBlockingQueue",
          "java.util.concurrent. PriorityBlockingQueue TimeUnit",
          "java.util.concurrent.atomic. AtomicBoolean AtomicInteger AtomicIntegerArray AtomicLong",
          "java.util.concurrent.atomic. AtomicLongArray AtomicReference AtomicReferenceArray",
          "java.util.concurrent.atomic. LongAdder LongAdder$SerializationProxy",
          "java.util.concurrent.locks. AbstractOwnableSynchronizer AbstractQueuedLongSynchronizer",
          "java.util.concurrent.locks. AbstractQueuedSynchronizer",
          "java.util.concurrent.locks. AbstractQueuedSynchronizer$ConditionObject",
          "java.util.concurrent.locks. ReentrantLock ReentrantLock$FairSync",
          "java.util.concurrent.locks. ReentrantLock$NonfairSync ReentrantLock$Sync",
          "java.util.concurrent.locks. ReentrantReadWriteLock ReentrantReadWriteLock$FairSync",
          "java.util.concurrent.locks. ReentrantReadWriteLock$NonfairSync",
          "java.util.concurrent.locks. ReentrantReadWriteLock$ReadLock ReentrantReadWriteLock$Sync",
          "java.util.concurrent.locks. ReentrantReadWriteLock$WriteLock");

  private final Map<String, Class<?>> declared;

  private AllowList(Map<String, Class<?>> declared) {
    this.declared = declared;
  }

  /** Each line is a prefix and what follows it. */
  private static Set<String> names(String... lines) {
    return Arrays.stream(lines).flatMap(AllowList::line).collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<String> line(String line) {
    String[] words = line.split(" ", -1);
    return Arrays.stream(words).skip(1).map(word -> words[0] + word);
  }

  static AllowList of(Class<?> type) {
    return new AllowList(Map.of()).with(type);
  }

  AllowList with(Class<?>... others) {
    Map<String, Class<?>> all = new LinkedHashMap<>(declared);
    for (Class<?> other : others) {
      all.put(other.getName(), other);
      addContents(other, all);
    }
    return new AllowList(all);
  }

  boolean allows(Class<?> type) {
    Class<?> element = element(type);
    return element.isPrimitive()
        || isAllowedOfJdk(element.getName())
        || element.equals(declared.get(element.getName()))
        || type.isArray() && isOfJdk(element); // an array of what is checked one by one
  }

  /** Finds an allowed class without loading any other; arrays and the JDK's are not known here. */
  @Nullable Class<?> declared(String name) {
    return declared.get(name);
  }

  static boolean isAllowedOfJdk(String name) {
    return OF_JDK.contains(name) || name.startsWith("java.time.");
  }

  static Class<?> element(Class<?> type) {
    Class<?> component = type.getComponentType();
    return component == null ? type : element(component);
  }

  private static boolean isOfJdk(Class<?> type) {
    return type.getName().startsWith("java.");
  }

  private static void add(@Nullable Type type, Map<String, Class<?>> all) {
    if (type instanceof Class<?> raw) {
      addClass(element(raw), all);
    } else if (type instanceof ParameterizedType generic) {
      add(generic.getRawType(), all);
      addEach(generic.getActualTypeArguments(), all);
    } else if (type instanceof WildcardType wildcard) {
      addEach(wildcard.getUpperBounds(), all);
    } else if (type instanceof GenericArrayType array) {
      add(array.getGenericComponentType(), all);
    }
  }

  private static void addEach(Type[] types, Map<String, Class<?>> all) {
    Arrays.stream(types).forEach(type -> add(type, all));
  }

  private static void addClass(Class<?> type, Map<String, Class<?>> all) {
    boolean known = type.isPrimitive() || isOfJdk(type);
    if (!known && all.putIfAbsent(type.getName(), type) == null) {
      addContents(type, all);
    }
  }

  private static void addContents(Class<?> type, Map<String, Class<?>> all) {
    if (!isOfJdk(element(type))) {
      add(type.getGenericSuperclass(), all);
      Arrays.stream(type.getTypeParameters()).forEach(p -> addEach(p.getBounds(), all));
      Arrays.stream(type.getDeclaredFields())
          .filter(AllowList::isSaved)
          .forEach(field -> add(field.getGenericType(), all));
      addPermitted(type, all);
    }
  }

  private static void addPermitted(Class<?> type, Map<String, Class<?>> all) {
    if (type.isSealed()) {
      addEach(type.getPermittedSubclasses(), all);
    }
  }

  private static boolean isSaved(Field field) {
    return !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
  }
}
