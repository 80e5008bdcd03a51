/** A mail server to try things on; off unless asked for, JVM only. Blocking. */
@NullMarked
package io.mailroom.sandbox;

import org.jspecify.annotations.NullMarked;
