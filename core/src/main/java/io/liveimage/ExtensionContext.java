package io.liveimage;

import io.liveimage.local.PeerTrust;
import io.liveimage.local.RunDirectory;
import io.liveimage.snapshot.StateCodec;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a host lends to an extension while it is open. Thread-safe. */
public interface ExtensionContext {
  /**
   * Returns the host's lifecycle.
   *
   * @return the lifecycle
   */
  Lifecycle lifecycle();

  /**
   * Returns the host's settings.
   *
   * @return the settings
   */
  Settings settings();

  /**
   * Returns the host's run directory.
   *
   * @return the run directory, locked by this process
   */
  RunDirectory runDirectory();

  /**
   * Returns who on this machine may speak to the host.
   *
   * @return the judge of peers
   */
  PeerTrust peerTrust();

  /**
   * Returns the class loader that sees the host's classes.
   *
   * @return the context class loader of the thread that started the host
   */
  ClassLoader hostLoader();

  /**
   * Hands over every binding of the host, now and whenever one is added or replaced.
   *
   * @param receiver takes a name and its object; called for one at a time and in order, on the
   *     thread that binds or one that hands over already; what it throws is logged
   */
  void forEachBinding(BiConsumer<String, Object> receiver);

  /**
   * Saves state of the extension in the image, under the extension's name; restored in this call.
   *
   * @param <S> the type of the state
   * @param codec how it becomes bytes
   * @param save returns the state, after the drain
   * @param restore takes the state of the image the host started from, if that has one
   */
  <S> void state(StateCodec<S> codec, Supplier<S> save, Consumer<S> restore);

  /**
   * Saves more state of the extension in the image, in a section of its own; restored in this call.
   * The sections of an extension are captured one by one: what changes in between may be in one of
   * them only.
   *
   * @param <S> the type of the state
   * @param part what it is of the extension; the section's name is {@code <extension>-<part>}
   * @param codec how it becomes bytes
   * @param save returns the state, after the drain
   * @param restore takes the state of the image the host started from, if that has one
   */
  <S> void state(String part, StateCodec<S> codec, Supplier<S> save, Consumer<S> restore);
}
