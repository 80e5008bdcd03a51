/** Accepts a message, submits it, and tells what happened. Reactive edge, blocking worker. */
@NullMarked
package io.mailroom.send;

import org.jspecify.annotations.NullMarked;
