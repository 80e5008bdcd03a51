package io.mailroom.egress;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What we show to a server to be let in. Never printed. */
public sealed interface Credential {

    /** Shorter pieces of Base64 are found in any text. */
    int SHORTEST_ENCODED = 8;

    /** Empty without a login. */
    String user();

    /** The text without the secret, should a server have repeated it to us. */
    String redact(String text);

    /** No authentication at all. */
    record None() implements Credential {
        @Override
        public String user() {
            return "";
        }

        @Override
        public String redact(String text) {
            return text;
        }
    }

    /** A user and a password, for LOGIN, PLAIN and their kin. */
    record Password(String user, String password) implements Credential {
        @Override
        public String redact(String text) {
            return without(password, text);
        }

        @Override
        public String toString() {
            return "Password[" + user + "]";
        }
    }

    /**
     * A user and an OAuth2 access token: it travels by a {@link BearerMechanism} and never as a password.
     *
     * @param mechanism the one to use where the server offers it; null leaves the choice to us
     */
    record AccessToken(String user, String token, @Nullable BearerMechanism mechanism) implements Credential {

        public AccessToken(String user, String token) {
            this(user, token, null);
        }

        @Override
        public String redact(String text) {
            return without(token, text);
        }

        @Override
        public String toString() {
            return "AccessToken[" + user + "]";
        }
    }

    private static String without(String secret, String text) {
        if (secret.isEmpty()) {
            return text;
        }
        var whole = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        var redacted = text.replace(secret, "***").replace(whole, "***");
        for (int before = 0; before < 3; before++) {
            var within = encoded(secret, before);
            if (within.length() >= SHORTEST_ENCODED) {
                redacted = redacted.replace(within, "***");
            }
        }
        return redacted;
    }

    /** The part of its Base64 that depends on nothing else, when so many bytes, modulo three, come before it. */
    private static String encoded(String secret, int before) {
        var bytes = secret.getBytes(StandardCharsets.UTF_8);
        var shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        var encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int first = before == 0 ? 0 : before + 1;
        int last = encoded.length() - (shifted.length % 3 == 0 ? 0 : 1);
        return first < last ? encoded.substring(first, last) : "";
    }
}
