package io.mailroom.outbox;

import io.mailroom.account.Belongings;
import io.mailroom.account.Leaver;
import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import io.mailroom.schedule.Jobs;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Mails. Those of a collective go; those of a user lose what they said, and that they were sent stays for the admins, until their
 * time is over. What waits is not sent, and a mail that is on its way is waited for.
 */
@ApplicationScoped
class MailBelongings implements Belongings {

    private static final String AT_REST = "(claimed_until is null or claimed_until < now())";

    private final BlobStore blobs;
    private final Jobs jobs;
    private final Clock clock;

    MailBelongings(BlobStore blobs, Jobs jobs, Clock clock) {
        this.blobs = blobs;
        this.jobs = jobs;
        this.clock = clock;
    }

    @Override
    public Step removeSome(Database.Session tx, Leaver leaver, int limit) {
        boolean running = jobs.removeAll(tx, OutboxJob.NAME, connections(tx, leaver, "smtp"));
        running |= jobs.removeAll(tx, SentCopyJob.NAME, connections(tx, leaver, "imap"));
        tx.update(
                "delete from send_quota where owner in (%s) or $2::uuid is null and owner = $1"
                        .formatted(Leaver.ACCOUNTS),
                leaver.collective(),
                leaver.account());
        var mails = leaver.account() == null
                ? removeSome(tx, leaver.collective(), limit)
                : emptySome(tx, leaver.account(), limit);
        blobs.suspect(
                tx,
                mails.stream()
                        .map(row -> row.getBuffer(0))
                        .filter(Objects::nonNull)
                        .map(buffer -> buffer.getBytes())
                        .toList());
        return new Step(
                Map.of(leaver.account() == null ? "sentMails" : "sentMailsEmptied", mails.size()),
                running || isLeft(tx, leaver));
    }

    private static List<String> connections(Database.Session tx, Leaver leaver, String kind) {
        return tx
                .query(
                        "select id from connection where account_id in (%s) and kind = $3".formatted(Leaver.ACCOUNTS),
                        leaver.collective(),
                        leaver.account(),
                        kind)
                .stream()
                .map(row -> row.getUUID(0).toString())
                .toList();
    }

    private static List<Row> removeSome(Database.Session tx, UUID collective, int limit) {
        return tx.query("""
                delete from sent_mail where id in (
                    select id from sent_mail where collective_id = $1 and %s limit $2 for update skip locked)
                returning raw_hash""".formatted(AT_REST), collective, limit);
    }

    private List<Row> emptySome(Database.Session tx, UUID account, int limit) {
        var some = tx.query("""
                        select id, raw_hash from sent_mail
                        where account_id = $1 and %s limit $2 for update skip locked""".formatted(AT_REST), account, limit);
        tx.update(
                """
                update sent_mail set deleted = coalesce(deleted, $2), body = '', raw_hash = null, item_id = null, claim = null,
                    claimed_until = null, next_attempt = null, account_id = null, idempotency_key = null, request_hash = null,
                    status = case status when 'queued' then 'cancelled' when 'sending' then 'unknown' else status end
                where id = any($1)""",
                some.stream().map(row -> row.getUUID(0)).toArray(UUID[]::new),
                clock.instant().atOffset(ZoneOffset.UTC));
        return tx.query("select hash from unnest($1::bytea[]) as lost (hash)", (Object)
                some.stream().map(row -> row.getBuffer(1)).toArray(Buffer[]::new));
    }

    private static boolean isLeft(Database.Session tx, Leaver leaver) {
        return !(leaver.account() == null
                        ? tx.query("select from sent_mail where collective_id = $1 limit 1", leaver.collective())
                        : tx.query("select from sent_mail where account_id = $1 limit 1", leaver.account()))
                .isEmpty();
    }
}
