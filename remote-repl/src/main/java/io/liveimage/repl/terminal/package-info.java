/**
 * The plain text protocol, for nc, rlwrap, tmux and scripts.
 *
 * <p>A connection's bytes go through {@code LineDecoder}, then the {@code TerminalGate}, which lets
 * nothing pass before the peer is proved and its first line looks like one a person types, then the
 * {@code TerminalHandler}, which hands lines to a {@code Conversation} on the session's thread.
 * What is printed comes back through {@code ChannelOutput}, which waits for slow readers.
 */
@NullMarked
package io.liveimage.repl.terminal;

import org.jspecify.annotations.NullMarked;
