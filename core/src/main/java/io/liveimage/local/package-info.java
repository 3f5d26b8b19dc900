/**
 * Trust on one machine: who may talk to this process, and where it keeps what only its owner may
 * see.
 *
 * <p>{@link io.liveimage.local.RunDirectory} is the private home of one running host. Opening it
 * checks the path as sshd checks a home directory (owner, mode, every directory above), takes its
 * lock, so that a second process is refused with {@link
 * io.liveimage.local.AlreadyRunningException}, and leaves a fresh {@link
 * io.liveimage.local.AccessToken} in it.
 *
 * <p>{@link io.liveimage.local.TrustedUsers} are other accounts that may speak to this process, and
 * a {@link io.liveimage.local.LocalSocket} is a way to it on which the kernel tells who comes.
 *
 * <p>{@link io.liveimage.local.PeerTrust} answers who is at the other end of a loopback connection.
 * On Linux the kernel knows: a {@link io.liveimage.local.PeerProof.Trusted} names the user and, for
 * our own user, the process ({@link io.liveimage.local.PeerIdentity}). Everything else is {@link
 * io.liveimage.local.PeerProof.Unproved}, and then only the token is left:
 *
 * <pre>
 *   accept -&gt; PeerTrust.prove -+- Trusted  -&gt; go on; pid, uid and command for the audit
 *                              +- Unproved -&gt; AccessToken.matches(first line), else close
 * </pre>
 */
@NullMarked
package io.liveimage.local;

import org.jspecify.annotations.NullMarked;
