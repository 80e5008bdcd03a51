/** Calendar events, and db-scheduler: what runs when, on which replica. Ground. */
@NullMarked
package io.mailroom.schedule;

import org.jspecify.annotations.NullMarked;
