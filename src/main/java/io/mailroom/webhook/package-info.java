/**
 * Tells programs of a collective what happened, over HTTP: signed, at least once, and again until they have it. Settings are
 * reactive, deliveries blocking.
 */
@NullMarked
package io.mailroom.webhook;

import org.jspecify.annotations.NullMarked;
