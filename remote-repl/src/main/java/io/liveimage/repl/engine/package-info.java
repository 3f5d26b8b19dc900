/**
 * Source in, value out: the only package that names a compiler.
 *
 * <p>A {@link io.liveimage.repl.engine.ReplEngine} is one <em>image</em> of definitions inside the
 * host process, shared by all sessions as in Lisp: what one defines, all see.
 *
 * <pre>
 *   session --evaluate(source, io)--&gt; ReplEngine --&gt; JShell (parses, compiles, keeps definitions)
 *                                        |             |  class bytes
 *                                        |          Weaver: the session's streams, no System.exit
 *                                        |             |
 *      bind("notes", notes) --&gt; a class with one typed field, in the same class loader
 *                                        |             |
 *   session &lt;-- Outcome, Outcome, ... ---+-- runs on the session's own thread, image unlocked
 * </pre>
 *
 * <p>The image outlives the process as a {@link io.liveimage.repl.engine.Script}: {@code save()}
 * writes it, {@code replay()} reads it and never runs user code. A definition that does not compile
 * yet is <em>pending</em>; every new binding tries it again.
 *
 * <p>Nothing of the process is touched from here: not {@code System.out}, not the default handler
 * of uncaught exceptions, not the context class loader of the caller.
 */
@NullMarked
package io.liveimage.repl.engine;

import org.jspecify.annotations.NullMarked;
