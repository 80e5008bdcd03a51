package io.mailroom.outbox;

/**
 * By what a repeated request is known.
 *
 * @param key chosen by the client ({@code Idempotency-Key})
 * @param hash the SHA-256 of what was asked for
 */
public record RequestKey(String key, byte[] hash) {

    @Override
    public String toString() {
        return "RequestKey[" + key + "]";
    }
}
