package io.mailroom.secret;

import io.mailroom.db.Database;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Which keys there are, by id, and which replica has which. Blocking. */
@ApplicationScoped
class KeyRows {

    /** A replica that was not heard of for this long is gone. */
    static final Duration ALIVE = Duration.ofMinutes(1);

    private final Database database;

    KeyRows(Database database) {
        this.database = database;
    }

    /** A key that is needed, with what it has sealed to be recognised by. */
    record Needed(String id, byte[] sample, long remaining) {}

    /** One replica at a time, until the end of the transaction. */
    static void lock(Database.Session session) {
        session.update("lock table sealing_key in share row exclusive mode");
    }

    /** The one that seals first. */
    static List<Needed> needed(Database.Session session) {
        return session.query("""
                        select id, sample, coalesce(remaining, 0) as remaining from sealing_key
                        where retired is null order by activated desc, id""").stream()
                .map(row ->
                        new Needed(row.getString("id"), row.getBuffer("sample").getBytes(), row.getLong("remaining")))
                .toList();
    }

    /** It seals from now on. */
    static void activate(Database.Session session, String id, byte[] sample, Instant now) {
        session.update("""
                insert into sealing_key (id, created, sample, activated)
                values ($1, $2, $3, greatest($2, (select max(activated) + interval '1 ms' from sealing_key)))
                on conflict (id) do update set
                    activated = excluded.activated, remaining = null, unused_since = null, retired = null""", id, utc(now), Buffer.buffer(sample));
    }

    static void seen(Database.Session session, UUID replica, List<String> keys, String seals) {
        session.update("""
                insert into sealing_replica (id, keys, seals, seen) values ($1, $2, $3, now())
                on conflict (id) do update set keys = $2, seals = $3, seen = now()""", replica, keys.toArray(String[]::new), seals);
        session.update("delete from sealing_replica where seen < now() - interval '1 day'");
    }

    /** How many others would rather seal with another one, or cannot open what this one seals. */
    static long others(Database.Session session, UUID replica, String key) {
        return session.query("""
                        select count(*) from sealing_replica
                        where id <> $1 and keys[1] <> $2 and seen > now() - make_interval(secs => $3)""", replica, key, (double) ALIVE.toSeconds())
                .getFirst()
                .getLong(0);
    }

    static void gone(Database.Session session, UUID replica) {
        session.update("delete from sealing_replica where id = $1", replica);
    }

    /** For an only replica, which has nobody to wait for. */
    static void allGone(Database.Session session) {
        session.update("delete from sealing_replica");
    }

    /** Whether all replicas seal with it. */
    boolean agreed(String key) {
        return database.query(
                        "select from sealing_replica where seals <> $1 and seen > now() - make_interval(secs => $2) limit 1",
                        key,
                        (double) ALIVE.toSeconds())
                .isEmpty();
    }

    /** Those that are needed until what they have sealed is sealed anew. */
    List<String> replaced(String sealing) {
        return database
                .query("select id from sealing_key where retired is null and id <> $1 order by id", sealing)
                .stream()
                .map(row -> row.getString("id"))
                .toList();
    }

    /**
     * Notes how many values a key has sealed and no other one since. One that is found although nothing was left is needed
     * again, see {@link Resealing}.
     */
    void count(String key, long values, Instant now) {
        database.update("""
                update sealing_key set remaining = $2,
                    unused_since = case when $2 = 0 then coalesce(unused_since, $3) end,
                    retired = case when $2 = 0 then retired end
                where id = $1""", key, values, utc(now));
    }

    void sealedAnew(Map<String, Integer> byFormerKey) {
        byFormerKey.forEach((key, number) -> database.update(
                "update sealing_key set remaining = greatest(remaining - $2, 0) where id = $1", key, (long) number));
    }

    /** Whether it was needed until now, and has had nothing left since then or longer. */
    boolean retire(String key, Instant unusedSince, Instant now) {
        return database.update(
                        "update sealing_key set retired = $3 where id = $1 and retired is null and unused_since <= $2",
                        key,
                        utc(unusedSince),
                        utc(now))
                == 1;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
