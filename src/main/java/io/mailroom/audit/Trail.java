package io.mailroom.audit;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads the audit trail of a collective, newest first. Whoever asks has made sure that it may be read. */
@ApplicationScoped
public class Trail {

    private static final int BLOCK = 500;

    private final Pool pool;

    Trail(Pool pool) {
        this.pool = pool;
    }

    /**
     * Which entries.
     *
     * @param actor a login, of which the case does not matter; null for everybody's
     * @param act null for all
     * @param from inclusive
     * @param to exclusive
     */
    public record Filter(
            @Nullable String actor,
            @Nullable Act act,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** An entry as it was recorded. */
    public record Recorded(
            UUID id,
            Instant at,
            String actor,
            @Nullable String via,
            String act,
            String result,
            @Nullable String object,
            @Nullable String detail,
            @Nullable String address,
            @Nullable String request) {}

    /** @param before the id of the entry that the page before ended with; null for the first page */
    public Uni<List<Recorded>> page(UUID collective, Filter filter, @Nullable UUID before, int limit) {
        return pool.preparedQuery("""
                        select id, at, actor, via, act, result, object, detail, address, request from audit_entry
                        where collective_id = $1 and ($2::uuid is null or id < $2)
                        and ($3::text is null or lower(actor) = lower($3)) and ($4::text is null or act = $4)
                        and ($5::timestamptz is null or at >= $5) and ($6::timestamptz is null or at < $6)
                        order by id desc limit $7""")
                .execute(Tuple.tuple()
                        .addUUID(collective)
                        .addUUID(before)
                        .addString(filter.actor())
                        .addString(filter.act() == null ? null : filter.act().word())
                        .addOffsetDateTime(utc(filter.from()))
                        .addOffsetDateTime(utc(filter.to()))
                        .addInteger(limit))
                .map(rows -> rows.stream().map(Trail::recorded).toList());
    }

    /** All of them, read a block at a time and as fast as they are wanted. */
    public Multi<Recorded> all(UUID collective, Filter filter) {
        return Multi.createBy()
                .repeating()
                .uni(
                        () -> new AtomicReference<@Nullable UUID>(),
                        last -> page(collective, filter, last.get(), BLOCK).invoke(block -> {
                            if (!block.isEmpty()) {
                                last.set(block.getLast().id());
                            }
                        }))
                .whilst(block -> block.size() == BLOCK)
                .onItem()
                .disjoint();
    }

    private static Recorded recorded(Row row) {
        return new Recorded(
                row.getUUID("id"),
                row.getOffsetDateTime("at").toInstant(),
                row.getString("actor"),
                row.getString("via"),
                row.getString("act"),
                row.getString("result"),
                row.getString("object"),
                row.getString("detail"),
                row.getString("address"),
                row.getString("request"));
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
