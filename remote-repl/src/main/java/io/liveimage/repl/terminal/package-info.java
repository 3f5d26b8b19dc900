/**
 * The plain text protocol, for nc, rlwrap, tmux and scripts.
 *
 * <pre>
 *   bytes --&gt; LineDecoder --&gt; TerminalGate --&gt; AbsenceWatch --&gt; TerminalHandler     event loop
 *                                                                    |  lines
 *   bytes &lt;------------------ ChannelOutput &lt;---------------- Conversation        session's thread
 * </pre>
 *
 * <p>The gate lets nothing pass before the peer is proved, by the {@code Doorkeeper} or the access
 * token, and its first line looks like one a person types. A {@code Conversation} gathers lines to
 * snippets, runs {@code Commands}, and tells outcomes. What is printed comes back through {@code
 * ChannelOutput}, which waits for slow readers; a {@code Goodbye} ends a connection after its last
 * words have been read.
 */
@NullMarked
package io.liveimage.repl.terminal;

import org.jspecify.annotations.NullMarked;
