package io.mailroom.oauth;

import com.nimbusds.oauth2.sdk.id.State;
import jakarta.ws.rs.core.NewCookie;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * The cookie by which the browser that comes back from a provider is known to be the one that was sent there. The session's
 * own cookie does not come along, as it is for requests from this site only; and without any, somebody could have another
 * person's consent credited to an account of theirs (RFC 6749 section 10.12, RFC 9700 section 4.7).
 */
final class BrowserProof {

    static final String PATH = "/api/v1/open/oauth/callback";

    private BrowserProof() {}

    /** One for each consent, so that several may be under way in one browser. */
    static String cookieName(String state) {
        return "mailroom_oauth_" + HexFormat.of().formatHex(hash(state), 0, 8);
    }

    static NewCookie cookie(String state, String proof, Duration life, boolean secure) {
        return new NewCookie.Builder(cookieName(state))
                .value(proof)
                .path(PATH)
                .maxAge((int) life.toSeconds())
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.LAX) // it has to come along when the provider sends the browser back
                .build();
    }

    /** 256 bits that nobody can guess. */
    static String random() {
        return new State(32).getValue();
    }

    static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
