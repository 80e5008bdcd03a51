/** How long a collective keeps what it has, and the removal of what is older. Blocking. */
@NullMarked
package io.mailroom.retention;

import org.jspecify.annotations.NullMarked;
