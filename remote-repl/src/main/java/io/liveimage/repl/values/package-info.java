/**
 * The values of variables on their way into an image: {@link io.liveimage.repl.values.SmileValues}
 * saves what is data, and only that. Live objects, such as threads, connections, lambdas and the
 * host's own, would be copies of something that cannot be copied; the engine names them instead.
 */
@NullMarked
package io.liveimage.repl.values;

import org.jspecify.annotations.NullMarked;
