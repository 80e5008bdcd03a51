/** Who did what that matters to security: written with the act itself, never changed. Reactive and blocking. */
@NullMarked
package io.mailroom.audit;

import org.jspecify.annotations.NullMarked;
