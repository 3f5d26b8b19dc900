/** Source in, value out: the only package that names a compiler. */
@NullMarked
package io.liveimage.repl.engine;

import org.jspecify.annotations.NullMarked;
