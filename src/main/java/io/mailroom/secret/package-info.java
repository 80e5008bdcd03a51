/** Seals and opens passwords and tokens; nobody else sees a key. Ground. */
@NullMarked
package io.mailroom.secret;

import org.jspecify.annotations.NullMarked;
