/**
 * The kill port: connect to stop the process and save its image, {@code nc localhost 6666}.
 *
 * <p>{@link io.liveimage.killport.KillPortExtension} opens a {@code KillPort} with the host; its
 * one thread serves all clients. A {@code Client} goes through these phases:
 *
 * <pre>
 *            proved            300 ms, or "stop"         the stop ends
 * PROVING --------> CONFIRMING ----------------> WATCHING -----------> LEAVING
 *    |                                              ^
 *    | not proved, a browser, or this process       |
 *    +--------------> ASKING -----------------------+
 *                             "stop &lt;token&gt;"
 * </pre>
 *
 * <p>Whoever sends anything but a command, closes in time, or cannot be proved to be the user of
 * this process changes nothing.
 */
@NullMarked
package io.liveimage.killport;

import org.jspecify.annotations.NullMarked;
