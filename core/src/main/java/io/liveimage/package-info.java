/** The life of one process: parts started in order, watched, and stopped with their state saved. */
@NullMarked
package io.liveimage;

import org.jspecify.annotations.NullMarked;
