package io.mailroom.oauth;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of a request for tokens (RFC 6749 sections 5.1 and 5.2). */
sealed interface TokenAnswer extends DeviceAnswer {

    /**
     * Tokens. Never printed.
     *
     * @param expiresIn how long the access token is good for
     * @param refreshToken the one to use from now on; null to go on with the old one, if there was one
     * @param scope separated by spaces; null when it is what was asked for
     * @param idToken OpenID Connect Core section 3.1.3.3
     */
    record Granted(
            String accessToken,
            Duration expiresIn,
            @Nullable String refreshToken,
            @Nullable String scope,
            @Nullable String idToken)
            implements TokenAnswer {

        @Override
        public String toString() {
            return "Granted[for " + expiresIn + "]";
        }
    }

    /** No tokens; what to do about it depends on the kind, never on the text. */
    sealed interface Failure extends TokenAnswer {

        /** A sentence for the owner, with the provider's own words where it gave some. */
        String message();
    }

    /**
     * What we showed is worth nothing any more, or never was: the owner has to consent again.
     *
     * @param error the code of RFC 6749, such as {@code invalid_grant}
     */
    record Terminal(String error, String message) implements Failure {}

    /** The client is wrong, not the grant: an admin has to mend the client's id, its secret or its rights. */
    record Misconfigured(String error, String message) implements Failure {}

    /**
     * The provider could not be reached or could not answer; what we showed may be as good as ever.
     *
     * @param retryAfter what the provider asks for
     */
    record Temporary(String message, @Nullable Duration retryAfter) implements Failure {}
}
