/** Moves: what users have here as a document with sealed secrets, and such a document as what they have. Blocking edge. */
@NullMarked
package io.mailroom.transfer;

import org.jspecify.annotations.NullMarked;
