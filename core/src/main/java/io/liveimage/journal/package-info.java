/**
 * What happened since the last image: events that are on the disk before they are acknowledged, and
 * are applied again over the image when the host starts.
 */
@NullMarked
package io.liveimage.journal;

import org.jspecify.annotations.NullMarked;
