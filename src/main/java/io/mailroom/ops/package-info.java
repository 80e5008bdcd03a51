/** Health and metrics; reads everyone, and nobody reads it. */
@NullMarked
package io.mailroom.ops;

import org.jspecify.annotations.NullMarked;
