/** An IMAP server and its mailboxes (RFC 9051). Blocking, no database. */
@NullMarked
package io.mailroom.imap;

import org.jspecify.annotations.NullMarked;
