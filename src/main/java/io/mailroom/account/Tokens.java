package io.mailroom.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.jwt.JwtHmacParameters;
import com.google.crypto.tink.jwt.JwtMac;
import com.google.crypto.tink.jwt.JwtMacConfig;
import com.google.crypto.tink.jwt.JwtValidator;
import com.google.crypto.tink.jwt.RawJwt;
import io.mailroom.db.Database;
import io.mailroom.secret.Binding;
import io.mailroom.secret.SealedColumn;
import io.mailroom.secret.Secrets;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signs and checks session tokens: JWTs (RFC 7519) with an HMAC key that lives in the database, sealed. */
@ApplicationScoped
class Tokens {

    private static final String ISSUER = "mailroom";
    private static final Binding BINDING = SealedColumn.TOKEN_KEYSET.of(new UUID(0, 1));

    private static final JwtHmacParameters HS256 = hs256();

    private final Secrets secrets;
    private final Database database;
    private final Clock clock;
    private final JwtValidator validator;

    /** Tokens whose signature was good, with the rest of their meaning: the same few come with every request. */
    private final Cache<String, Verified> verified =
            Caffeine.newBuilder().maximumSize(10_000).build();

    private record Verified(UUID session, Instant expires) {}

    private volatile @Nullable JwtMac mac;

    Tokens(Secrets secrets, Database database, Clock clock) {
        this.secrets = secrets;
        this.database = database;
        this.clock = clock;
        this.validator =
                JwtValidator.newBuilder().expectIssuer(ISSUER).setClock(clock).build();
    }

    /** The key id travels in the token, so that keys can be changed without logging everybody out. */
    private static JwtHmacParameters hs256() {
        try {
            return JwtHmacParameters.builder()
                    .setKeySizeBytes(32)
                    .setKidStrategy(JwtHmacParameters.KidStrategy.BASE64_ENCODED_KEY_ID)
                    .setAlgorithm(JwtHmacParameters.Algorithm.HS256)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HS256 is not to be had from this JDK", e);
        }
    }

    /** After the sealing key is there; the keyset is made once, by whichever replica comes first. */
    void start(@Observes @Priority(200) StartupEvent event) throws GeneralSecurityException {
        JwtMacConfig.register();
        var fresh = KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.generateEntryFromParameters(HS256)
                        .withRandomId()
                        .makePrimary())
                .build();
        byte[] serialized = TinkProtoKeysetFormat.serializeKeyset(fresh, InsecureSecretKeyAccess.get());
        database.update(
                "insert into token_keyset (id, sealed, created) values (1, $1, $2) on conflict (id) do nothing",
                Buffer.buffer(secrets.seal(serialized, BINDING)),
                OffsetDateTime.now(clock));
        byte[] sealed = database.query("select sealed from token_keyset where id = 1")
                .getFirst()
                .getBuffer(0)
                .getBytes();
        mac = TinkProtoKeysetFormat.parseKeyset(secrets.openBytes(sealed, BINDING), InsecureSecretKeyAccess.get())
                .getPrimitive(RegistryConfiguration.get(), JwtMac.class);
    }

    String sign(UUID session, Instant expires) {
        try {
            return mac().computeMacAndEncode(RawJwt.newBuilder()
                    .setIssuer(ISSUER)
                    .setJwtId(session.toString())
                    .setExpiration(expires)
                    .build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not sign a token", e);
        }
    }

    /** The session that the token names; empty when it is not ours, was altered or has expired. */
    Optional<UUID> verify(String token) {
        Verified known = verified.getIfPresent(token);
        if (known == null) {
            known = check(token);
            if (known == null) {
                return Optional.empty();
            }
            verified.put(token, known);
        }
        return clock.instant().isBefore(known.expires()) ? Optional.of(known.session()) : Optional.empty();
    }

    private @Nullable Verified check(String token) {
        try {
            var jwt = mac().verifyMacAndDecode(token, validator);
            return new Verified(UUID.fromString(jwt.getJwtId()), jwt.getExpiration());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    private JwtMac mac() {
        JwtMac ready = mac;
        if (ready == null) {
            throw new IllegalStateException("no token key yet");
        }
        return ready;
    }
}
