/** The kill port: connect to stop the process and save its image. */
@NullMarked
package io.liveimage.killport;

import org.jspecify.annotations.NullMarked;
