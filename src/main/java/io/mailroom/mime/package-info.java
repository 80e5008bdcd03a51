/** Parses and builds messages (RFC 5322, RFC 2045 to 2047). Pure: no I/O but streams, no database. */
@NullMarked
package io.mailroom.mime;

import org.jspecify.annotations.NullMarked;
