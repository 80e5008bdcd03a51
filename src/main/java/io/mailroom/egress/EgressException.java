package io.mailroom.egress;

import org.jspecify.annotations.Nullable;

/** A web server could not be reached, is not to be talked to, or gave no answer that we take. The message is fit for users. */
public final class EgressException extends RuntimeException {

    private final Cause failure;

    public EgressException(Cause failure, String message) {
        this(failure, message, null);
    }

    EgressException(Cause failure, String message, @Nullable Throwable thrown) {
        super(message, thrown);
        this.failure = failure;
    }

    public Cause failure() {
        return failure;
    }
}
