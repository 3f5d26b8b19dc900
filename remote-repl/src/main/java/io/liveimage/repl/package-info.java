/**
 * What every protocol of the REPL shares: the image of definitions, its sessions, the audit.
 *
 * <p>{@link io.liveimage.repl.RemoteReplExtension} opens a {@code RemoteRepl} with the host: one
 * {@link io.liveimage.repl.LiveImage} around the engine, and the listener of {@code
 * io.liveimage.repl.terminal}, whose every connection is a {@link io.liveimage.repl.Session} with a
 * thread of its own.
 */
@NullMarked
package io.liveimage.repl;

import org.jspecify.annotations.NullMarked;
