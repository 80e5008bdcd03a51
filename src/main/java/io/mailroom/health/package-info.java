/**
 * How every connection of a user is doing: what those who use it report, when it may be tried again, and who is told.
 * Reports are blocking, reading is reactive.
 */
@NullMarked
package io.mailroom.health;

import org.jspecify.annotations.NullMarked;
