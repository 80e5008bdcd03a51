package io.mailroom.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.crypto.tink.jwt.JwtMac;
import com.google.crypto.tink.jwt.JwtValidator;
import com.google.crypto.tink.jwt.RawJwt;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signs and checks session tokens: JWTs (RFC 7519) that name the {@link TokenKeys key} they were signed with. */
@ApplicationScoped
class Tokens {

    private static final String ISSUER = "mailroom";

    private final TokenKeys keys;
    private final Clock clock;
    private final JwtValidator validator;

    /** Tokens whose signature was good, with the rest of their meaning: the same few come with every request. */
    private final Cache<String, Verified> verified =
            Caffeine.newBuilder().maximumSize(10_000).build();

    private record Verified(UUID session, Instant expires, String kid) {}

    Tokens(TokenKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        this.validator =
                JwtValidator.newBuilder().expectIssuer(ISSUER).setClock(clock).build();
    }

    String sign(UUID session, Instant expires) {
        try {
            return keys.signing()
                    .computeMacAndEncode(RawJwt.newBuilder()
                            .setIssuer(ISSUER)
                            .setJwtId(session.toString())
                            .setExpiration(expires)
                            .build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not sign a token", e);
        }
    }

    /** The session that the token names; empty when it is not ours, was altered or has expired. */
    Uni<Optional<UUID>> verify(String token) {
        keys.keepFresh();
        var kid = kid(token);
        if (kid.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        var mac = mac(kid.get());
        return mac != null
                ? Uni.createFrom().item(check(token, kid.get(), mac))
                : keys.readAgain().map(read -> {
                    var now = mac(kid.get());
                    return now == null ? Optional.empty() : check(token, kid.get(), now);
                });
    }

    private @Nullable JwtMac mac(String kid) {
        return keys.all().stream()
                .filter(generation -> generation.kid().equals(kid))
                .findFirst()
                .map(TokenKeys.Generation::mac)
                .orElse(null);
    }

    private Optional<UUID> check(String token, String kid, JwtMac mac) {
        var known = verified.getIfPresent(token);
        if (known == null) {
            known = verified(token, kid, mac);
            if (known == null) {
                return Optional.empty();
            }
            verified.put(token, known);
        }
        return clock.instant().isBefore(known.expires()) ? Optional.of(known.session()) : Optional.empty();
    }

    private @Nullable Verified verified(String token, String kid, JwtMac mac) {
        try {
            var jwt = mac.verifyMacAndDecode(token, validator);
            return new Verified(UUID.fromString(jwt.getJwtId()), jwt.getExpiration(), kid);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Of whatever says that it is a token; nothing is believed of it yet. */
    private Optional<String> kid(String token) {
        var known = verified.getIfPresent(token);
        if (known != null) {
            return Optional.of(known.kid());
        }
        int dot = token.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        try {
            var header = new String(Base64.getUrlDecoder().decode(token.substring(0, dot)), StandardCharsets.UTF_8);
            return Optional.ofNullable(new JsonObject(header).getValue("kid"))
                    .filter(String.class::isInstance)
                    .map(String.class::cast);
        } catch (IllegalArgumentException | DecodeException e) {
            return Optional.empty();
        }
    }
}
