/**
 * The kill port: connect to stop the process and save its image, {@code nc localhost 6666}.
 *
 * <p>{@link io.liveimage.killport.KillPortExtension} opens a {@code KillPort} with the host. Its
 * one thread, the {@code KillPortLoop}, serves all {@code Clients}; a {@code Doorkeeper} tells who
 * they are, and the {@code Conversation} is what is said. A {@code Client} goes through these
 * phases:
 *
 * <pre>
 *            proved              300 ms of silence,        the stop ends
 *   PROVING --------&gt; CONFIRMING -----------------&gt; WATCHING ----------&gt; LEAVING
 *      |                  |         or "stop"          ^                   ^
 *      |                  | half a line                | "stop"            | "status", or
 *      |                  v                            |  or "stop TOKEN"  | no command
 *      +-----------------&gt; ASKING ---------------------+-------------------+
 *        not proved, a browser,
 *        or this process
 * </pre>
 *
 * <p>A client that sends {@code save} is {@code SAVING} until the image is written, and leaves
 * then. With {@code liveimage.killport.trigger=line} everybody is asked; who comes through the
 * unix-domain socket is proved by the kernel.
 *
 * <p>A client that leaves is sent what is left, told that nothing more comes ({@code PARTED}), and
 * closed when it has closed its end, or does not.
 *
 * <p>Whoever sends anything but a command, goes away in time, or cannot be proved to be the user of
 * this process changes nothing. Every phase but {@code WATCHING} and {@code SAVING} is bounded in
 * time, and no client is waited for.
 */
@NullMarked
package io.liveimage.killport;

import org.jspecify.annotations.NullMarked;
