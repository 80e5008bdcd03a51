/** Kills what an import depends on, again and again, and counts the mails afterwards. */
@NullMarked
package io.mailroom.crash;

import org.jspecify.annotations.NullMarked;
