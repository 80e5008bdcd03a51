/** Seals and opens passwords and tokens; nobody else sees a key. Ground, blocking where it asks the database. */
@NullMarked
package io.mailroom.secret;

import org.jspecify.annotations.NullMarked;
