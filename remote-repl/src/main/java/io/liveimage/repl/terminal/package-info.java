/** The plain text protocol, for nc, rlwrap, tmux and scripts. */
@NullMarked
package io.liveimage.repl.terminal;

import org.jspecify.annotations.NullMarked;
