/** What was imported or uploaded: list, read, attachments. Blocking, on virtual threads. */
@NullMarked
package io.mailroom.item;

import org.jspecify.annotations.NullMarked;
