package io.mailroom.egress;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What we show to a server to be let in. Never printed. */
public sealed interface Credential {

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

    /** A user and an OAuth2 access token, for XOAUTH2 and nothing else: it never travels as a password. */
    record AccessToken(String user, String token) implements Credential {
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
        var encoded = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        return text.replace(secret, "***").replace(encoded, "***");
    }
}
