package io.mailroom.handover;

import java.util.function.Consumer;

/**
 * Brings items to one kind of destination. Blocking; what fails on the way there is a {@link NotTaken}. The same parcel may
 * come twice, with the same key.
 */
interface Carrier {

    Kind kind();

    /** @param remember keeps what the next attempt is to know, whatever becomes of this one */
    Outcome deliver(Destination to, Parcel parcel, Consumer<String> remember);

    /** Finds out whether that would work, and leaves nothing behind. */
    void check(Destination to, Checks checks);
}
