/** A user's SMTP and IMAP servers: read, save, hand to the rooms that connect. Reactive. */
@NullMarked
package io.mailroom.settings;

import org.jspecify.annotations.NullMarked;
