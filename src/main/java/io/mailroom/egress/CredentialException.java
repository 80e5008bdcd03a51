package io.mailroom.egress;

/** There is nothing to be let in by at this moment, so no server was asked. The message is fit for the account's owner. */
public final class CredentialException extends RuntimeException {

    private final Cause failure;

    public CredentialException(Cause failure, String message) {
        super(message);
        this.failure = failure;
    }

    public Cause failure() {
        return failure;
    }
}
