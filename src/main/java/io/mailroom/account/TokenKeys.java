package io.mailroom.account;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.jwt.JwtHmacParameters;
import com.google.crypto.tink.jwt.JwtMac;
import com.google.crypto.tink.jwt.JwtMacConfig;
import io.mailroom.db.Database;
import io.mailroom.secret.SealedColumn;
import io.mailroom.secret.Secrets;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The keys that sign session tokens, as they stand in the database, sealed. The latest whose time has come signs, all verify:
 * a token outlives its key's turn. Replicas read them again every minute, and when a token names a key that they do not know.
 */
@ApplicationScoped
class TokenKeys {

    /** Nobody signs with a new key before every replica has read it, also one that was slow to. */
    static final Duration LEAD = Duration.ofHours(1);

    private static final Duration STALE = Duration.ofMinutes(1);

    /** However many tokens with invented keys come. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final String ALL = "select id, sealed, signs_from from token_keyset order by id desc";

    private static final JwtHmacParameters HS256 = hs256();

    /** @param kid as it stands in the header of the tokens that it signs */
    record Generation(int id, String kid, JwtMac mac, Instant signsFrom) {}

    private final Secrets secrets;
    private final Database database;
    private final Pool pool;
    private final Clock clock;
    private final AtomicLong read = new AtomicLong();
    private volatile Uni<Void> reading = Uni.createFrom().voidItem();
    private volatile List<Generation> generations = List.of();

    TokenKeys(Secrets secrets, Database database, Pool pool, Clock clock) {
        this.secrets = secrets;
        this.database = database;
        this.pool = pool;
        this.clock = clock;
    }

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

    /** After the sealing key is there; the first one is made once, by whichever replica comes first. */
    void start(@Observes @Priority(200) StartupEvent event) throws GeneralSecurityException {
        JwtMacConfig.register();
        if (database.query("select from token_keyset").isEmpty()) {
            add(1, clock.instant());
        }
        take(database.query(ALL));
    }

    /** Does nothing where another replica has just done it. */
    boolean add(int id, Instant signsFrom) {
        try {
            var keyset = KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.generateEntryFromParameters(HS256)
                            .withRandomId()
                            .makePrimary())
                    .build();
            byte[] serialized = TinkProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get());
            return database.update(
                            "insert into token_keyset (id, sealed, created, signs_from) values ($1, $2, $3, $4)"
                                    + " on conflict (id) do nothing",
                            (short) id,
                            Buffer.buffer(secrets.seal(serialized, SealedColumn.TOKEN_KEYSET.of(new UUID(0, id)))),
                            clock.instant().atOffset(ZoneOffset.UTC),
                            signsFrom.atOffset(ZoneOffset.UTC))
                    == 1;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not make a token key", e);
        }
    }

    private void take(Iterable<Row> rows) {
        var found = new ArrayList<Generation>();
        rows.forEach(row -> found.add(generation(row)));
        generations = List.copyOf(found);
        read.set(System.nanoTime());
    }

    private Generation generation(Row row) {
        int id = row.getInteger("id");
        byte[] sealed = row.getBuffer("sealed").getBytes();
        try {
            var keyset = TinkProtoKeysetFormat.parseKeyset(
                    secrets.openBytes(sealed, SealedColumn.TOKEN_KEYSET.of(new UUID(0, id))),
                    InsecureSecretKeyAccess.get());
            byte[] kid =
                    ByteBuffer.allocate(4).putInt(keyset.getPrimary().getId()).array();
            return new Generation(
                    id,
                    Base64.getUrlEncoder().withoutPadding().encodeToString(kid),
                    keyset.getPrimitive(RegistryConfiguration.get(), JwtMac.class),
                    row.getOffsetDateTime("signs_from").toInstant());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the token key " + id + " is damaged", e);
        }
    }

    /** The latest first. */
    List<Generation> all() {
        return generations;
    }

    JwtMac signing() {
        var now = clock.instant();
        var known = generations;
        if (known.isEmpty()) {
            throw new IllegalStateException("no token key yet");
        }
        return known.stream()
                .filter(generation -> !generation.signsFrom().isAfter(now))
                .findFirst()
                .orElseGet(known::getLast)
                .mac();
    }

    /** Unless they were read a moment ago. Whoever asks meanwhile waits for the same answer. */
    Uni<Void> readAgain() {
        return olderThan(PAUSE) ? read() : reading;
    }

    /** Beside the request that is at hand. */
    void keepFresh() {
        if (olderThan(STALE)) {
            read().subscribe().with(done -> {}, e -> Log.warnf("The token keys cannot be read again: %s", e));
        }
    }

    /** For one of those that ask at the same moment. */
    private boolean olderThan(Duration age) {
        long last = read.get();
        long now = System.nanoTime();
        return now - last > age.toNanos() && read.compareAndSet(last, now);
    }

    private Uni<Void> read() {
        var answer = pool.query(ALL)
                .execute()
                .invoke(rows -> take(rows.getDelegate()))
                .replaceWithVoid()
                .memoize()
                .indefinitely();
        reading = answer;
        return answer;
    }
}
