/**
 * The prompt inside the running process, put together.
 *
 * <p>{@link io.liveimage.repl.RemoteReplExtension} opens with the host, when its settings do not
 * say {@code off}. What it opens is in the packages below, and arrows between them go one way:
 *
 * <pre>
 *   repl --&gt; terminal --&gt; session --&gt; engine
 *            the wire     who and     source in,
 *                         what        value out
 * </pre>
 *
 * <p>{@code terminal} speaks plain text with whoever is proved to be trusted, {@code session} is
 * what all protocols share, {@code engine} is the only package that names a compiler.
 */
@NullMarked
package io.liveimage.repl;

import org.jspecify.annotations.NullMarked;
