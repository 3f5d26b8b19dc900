/**
 * Tells systemd how the host is, with the notices of sd_notify(3): one datagram each.
 *
 * <p>{@link io.liveimage.systemd.SystemdExtension} reads an {@code Invitation} from the
 * environment; without one nothing else of this package is loaded. In a {@code Correspondence} a
 * {@code Bulletin} turns the events of the lifecycle into {@code Notice}s, a {@code Watchdog} adds
 * those that say that the host is live, and the {@code Courier} is the thread that brings them to
 * the {@code NotifySocket}. What systemd makes of them:
 *
 * <pre>
 *               READY=1              RELOADING=1
 *  activating -----------&gt; active ----------------&gt; reloading
 *   STATUS=              STATUS=  &lt;----------------
 *                      WATCHDOG=1      READY=1
 *                            |
 *                            | SIGTERM of systemd, or STOPPING=1 when there is no way back
 *                            v
 *                      deactivating --------------&gt; inactive, failed
 *                        STATUS=  EXTEND_TIMEOUT_USEC= while the image is saved
 * </pre>
 */
@NullMarked
package io.liveimage.systemd;

import org.jspecify.annotations.NullMarked;
