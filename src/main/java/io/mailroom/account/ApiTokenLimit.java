package io.mailroom.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests a token may make in a minute, over all replicas. Each takes some of them from the token's row at a time, a
 * tenth of what is left, and counts those by itself: the database is asked a few times a minute and not for every request,
 * and all together never let more through. That the token was used is noted on the way.
 */
@ApplicationScoped
class ApiTokenLimit {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** Those of the row as it was, in the window that is now. */
    private static final String USED = "case when window_ends <= $2 then 0 else window_used end";

    private static final String GIVEN =
            "case when " + USED + " >= $4 then 0 else greatest(1, ($4 - (" + USED + ")) / 10) end";

    private static final String FIRST_OF_MINUTE = "last_used is null or last_used <= $2 - interval '1 minute'";

    private static final String TAKE = """
            update api_token set
                window_given = %1$s,
                window_used = (%2$s) + (%1$s),
                window_ends = case when window_ends <= $2 then $3 else window_ends end,
                last_used = case when %3$s then $2 else last_used end,
                last_address = case when %3$s then $5 else last_address end
            where id = $1 returning window_given, window_ends""".formatted(GIVEN, USED, FIRST_OF_MINUTE);

    /** What this replica may let through in a window. */
    private record Share(Instant ends, AtomicInteger left, boolean last) {}

    /** What became of a request. */
    sealed interface Taken {
        record Granted() implements Taken {}

        record Refused(Duration retryAfter) implements Taken {}

        /** The token was revoked. */
        record Gone() implements Taken {}
    }

    private final Cache<UUID, Share> shares = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(WINDOW.plus(WINDOW))
            .build();
    private final Pool pool;
    private final AccountConfig config;
    private final Clock clock;

    ApiTokenLimit(Pool pool, AccountConfig config, Clock clock) {
        this.pool = pool;
        this.config = config;
        this.clock = clock;
    }

    Uni<Taken> take(UUID token, String address) {
        var now = clock.instant();
        var share = shares.getIfPresent(token);
        if (share != null && now.isBefore(share.ends())) {
            if (share.left().getAndDecrement() > 0) {
                return Uni.createFrom().item(new Taken.Granted());
            }
            if (share.last()) {
                return Uni.createFrom().item(refused(share.ends(), now));
            }
        }
        return pool.preparedQuery(TAKE)
                .execute(Tuple.tuple()
                        .addUUID(token)
                        .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
                        .addOffsetDateTime(now.plus(WINDOW).atOffset(ZoneOffset.UTC))
                        .addInteger(config.apiTokenRate())
                        .addString(address))
                .map(rows -> rows.size() == 0
                        ? new Taken.Gone()
                        : more(token, rows.iterator().next().getDelegate(), now));
    }

    private Taken more(UUID token, Row row, Instant now) {
        var ends = row.getOffsetDateTime("window_ends").toInstant();
        int given = row.getInteger("window_given");
        if (given == 0) {
            shares.put(token, new Share(ends, new AtomicInteger(), true));
            return refused(ends, now);
        }
        // One of them is for the request at hand; whoever asked at the same moment has brought some, too.
        shares.asMap().merge(token, new Share(ends, new AtomicInteger(given - 1), false), ApiTokenLimit::together);
        return new Taken.Granted();
    }

    private static Share together(Share before, Share more) {
        if (!before.ends().equals(more.ends())) {
            return more;
        }
        int kept = Math.max(0, before.left().get());
        return new Share(more.ends(), new AtomicInteger(kept + more.left().get()), before.last());
    }

    private static Taken refused(Instant ends, Instant now) {
        return new Taken.Refused(Duration.between(now, ends).plusSeconds(1));
    }
}
