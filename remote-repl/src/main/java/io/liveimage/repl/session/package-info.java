/**
 * What every protocol of the REPL shares: the image, its sessions, the audit.
 *
 * <p>A {@link io.liveimage.repl.session.LiveImage} holds the definitions of one host. Each
 * connection, whatever it speaks, has a {@link io.liveimage.repl.session.Session}: one person or
 * tool, with streams and a thread of its own, on which all it asks for is done in order.
 *
 * <p>Every evaluation leaves two lines in the logger {@code io.liveimage.audit}. While the host is
 * being stopped none is taken, so that nobody is told of a definition that no image will hold: a
 * {@link io.liveimage.repl.session.StoppingHostException} says so.
 */
@NullMarked
package io.liveimage.repl.session;

import org.jspecify.annotations.NullMarked;
