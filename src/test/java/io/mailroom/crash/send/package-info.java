/** Kills what sending depends on while mails are handed over all the time, and counts the copies afterwards. */
@NullMarked
package io.mailroom.crash.send;

import org.jspecify.annotations.NullMarked;
