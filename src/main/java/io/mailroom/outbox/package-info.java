/** Keeps accepted mails and hands them to their servers until every recipient is settled. Blocking, but for what users read. */
@NullMarked
package io.mailroom.outbox;

import org.jspecify.annotations.NullMarked;
