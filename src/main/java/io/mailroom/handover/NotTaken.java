package io.mailroom.handover;

/** Ends an attempt wherever in it the destination, or the way to it, has failed. */
final class NotTaken extends RuntimeException {

    private final Outcome.Refused refused;

    NotTaken(Outcome.Refused refused) {
        super(refused.error(), null, false, false);
        this.refused = refused;
    }

    Outcome.Refused refused() {
        return refused;
    }
}
