/**
 * Watches the mailboxes of tasks that ask for it, each on one replica, and runs a task as soon as there is new mail.
 * Blocking, on virtual threads.
 */
@NullMarked
package io.mailroom.watch;

import org.jspecify.annotations.NullMarked;
