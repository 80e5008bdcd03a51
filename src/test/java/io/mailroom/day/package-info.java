/** Lets the hours of a grant pass quickly, over two replicas, and counts what its tokens cost. */
@NullMarked
package io.mailroom.day;

import org.jspecify.annotations.NullMarked;
