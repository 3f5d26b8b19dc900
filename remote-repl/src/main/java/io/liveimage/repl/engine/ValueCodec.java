package io.liveimage.repl.engine;

import java.lang.reflect.Type;

/**
 * Turns values of variables into something that can be saved, and back. Given by whoever opens the
 * image, since what can be saved is not the engine's to know. Thread-safe.
 *
 * <p>Both ways may run code of users, such as the constructor of a record; the engine calls them
 * without its lock where it can, on a thread of their own, and does not wait for ever.
 */
public interface ValueCodec {

  /** Saves no value. */
  ValueCodec NONE =
      new ValueCodec() {
        @Override
        public Encoded encode(Object value, Type declared) {
          throw new ValueException("values are not saved");
        }

        @Override
        public Object decode(Encoded encoded, Type declared) {
          throw new ValueException("values are not saved");
        }
      };

  /** A value as its codec saves it. */
  interface Encoded {}

  /**
   * Encodes a value.
   *
   * @param value the value
   * @param declared the type of its variable
   * @return the value, encoded; decoded again it is as before
   * @throws ValueException when that cannot be promised
   */
  Encoded encode(Object value, Type declared);

  /**
   * Decodes a value.
   *
   * @param encoded what {@link #encode} returned, perhaps in another process
   * @param declared the type of its variable now
   * @return the value
   * @throws ValueException when it is no value of this type
   */
  Object decode(Encoded encoded, Type declared);
}
