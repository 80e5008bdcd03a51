package io.mailroom.account;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * By what a foreign token is known here. Knowing it opens nothing.
 *
 * @param token the same for every use of it
 * @param signIn the same for all tokens that the issuer has made after one sign-in, where it tells one from another: by
 *     {@code sid} (OpenID Connect Front-Channel Logout section 3), or by the moment of it, {@code auth_time}; the token's own
 *     where it does not
 */
record ForeignSession(UUID token, UUID signIn) {

    static ForeignSession of(String token, JsonObject claims) {
        // Without the signature, which can be written in more than one way: (r, n - s) is as good as (r, s), for
        // example.
        var own = id(token.substring(0, token.lastIndexOf('.')));
        return new ForeignSession(own, signIn(claims).map(ForeignSession::id).orElse(own));
    }

    private static Optional<String> signIn(JsonObject claims) {
        return Stream.of("sid", "auth_time")
                .filter(claim -> claims.getValue(claim) instanceof String text && !text.isBlank()
                        || claims.getValue(claim) instanceof Number)
                .findFirst()
                .map(claim -> new JsonArray()
                        .add(claims.getValue("iss"))
                        .add(claims.getValue("sub"))
                        .add(claim)
                        .add(claims.getValue(claim))
                        .encode());
    }

    private static UUID id(String text) {
        try {
            var hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            // RFC 9562 section 5.8: a UUID of our own making.
            return new UUID(
                    hash.getLong() & ~0xF000L | 0x8000L, hash.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
