package io.mailroom.oauth;

import io.mailroom.egress.BearerMechanism;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a grant's tokens at one moment. Never printed.
 *
 * @param sealedRefreshToken as it stands in its row: sealed anew each time, so it tells one generation of tokens from the next
 * @param refreshed when the provider last gave tokens
 * @param consented when the owner last consented
 * @param error why there are no newer ones, for the owner
 * @param clientAtFault whether that is for the client that we are to the provider, and will not pass by itself
 * @param failures in a row
 * @param nextTry not before then
 * @param leased whether somebody is asking the provider at this moment
 * @param brokenOff whether the last one to ask has died over it: the provider may have answered, and nobody has heard it
 */
record HeldTokens(
        UUID id,
        String name,
        String provider,
        GrantState state,
        byte @Nullable [] sealedRefreshToken,
        @Nullable String accessToken,
        @Nullable Instant accessExpires,
        @Nullable Instant refreshed,
        Instant consented,
        @Nullable BearerMechanism mechanism,
        @Nullable String error,
        boolean clientAtFault,
        int failures,
        @Nullable Instant nextTry,
        boolean leased,
        boolean brokenOff) {

    /** How long the access token is still good for; zero or less when it is not, or there is none. */
    Duration left(Instant now) {
        return accessToken == null || accessExpires == null ? Duration.ZERO : Duration.between(now, accessExpires);
    }

    /** How long it was good for when it came. */
    Duration life() {
        return refreshed == null || accessExpires == null ? Duration.ZERO : Duration.between(refreshed, accessExpires);
    }

    boolean active() {
        return state == GrantState.ACTIVE;
    }

    /** Whether the provider is left alone after a failure. */
    boolean waiting(Instant now) {
        return nextTry != null && now.isBefore(nextTry);
    }

    /** Without any of them. */
    @Override
    public String toString() {
        return "HeldTokens[" + id + "]";
    }
}
