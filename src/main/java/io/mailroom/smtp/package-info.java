/** Submits a message and tells what the server said of each recipient (RFC 5321). Blocking, no database. */
@NullMarked
package io.mailroom.smtp;

import org.jspecify.annotations.NullMarked;
