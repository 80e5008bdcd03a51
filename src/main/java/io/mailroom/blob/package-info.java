/** Raw bytes by content hash. Blocking streams. */
@NullMarked
package io.mailroom.blob;

import org.jspecify.annotations.NullMarked;
