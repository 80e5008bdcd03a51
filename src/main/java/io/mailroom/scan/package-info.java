/** Imports mailboxes: tasks, runs, the ledger of every message. Reactive edge, blocking worker. */
@NullMarked
package io.mailroom.scan;

import org.jspecify.annotations.NullMarked;
