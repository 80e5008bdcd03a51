/**
 * Hands imported items over to where their users want them: at least once, and again until they are there. Deliveries and
 * destinations are blocking; what other rooms ask within their transactions says which it is.
 */
@NullMarked
package io.mailroom.handover;

import org.jspecify.annotations.NullMarked;
