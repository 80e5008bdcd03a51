/** What a mail is to say and to whom: from the request to the mail that the outbox accepts. Reactive edge, blocking worker. */
@NullMarked
package io.mailroom.send;

import org.jspecify.annotations.NullMarked;
