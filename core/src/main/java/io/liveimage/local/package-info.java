/** Trust on one machine: the private run directory, the access token, and who a peer is. */
@NullMarked
package io.liveimage.local;

import org.jspecify.annotations.NullMarked;
