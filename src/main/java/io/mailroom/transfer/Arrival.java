package io.mailroom.transfer;

import org.jspecify.annotations.Nullable;

/**
 * An entry of a document that is to be imported.
 *
 * @param kind null where there is no such kind
 * @param refusal why it is not even tried
 */
record Arrival(
        Parcel.Item item, @Nullable Movable kind, @Nullable String refusal) {}
