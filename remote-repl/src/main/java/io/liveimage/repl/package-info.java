/** What every protocol of the REPL shares: the listener, its sessions, its commands. */
@NullMarked
package io.liveimage.repl;

import org.jspecify.annotations.NullMarked;
