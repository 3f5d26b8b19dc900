/** Images of a host's state on disk: written whole or not at all, verified, kept in generations. */
@NullMarked
package io.liveimage.snapshot;

import org.jspecify.annotations.NullMarked;
