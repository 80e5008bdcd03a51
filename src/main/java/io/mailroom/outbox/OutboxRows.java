package io.mailroom.outbox;

import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import io.mailroom.schedule.Jobs;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Finds the mails that are to be handed to a server, and those that somebody has left behind. Blocking. */
@ApplicationScoped
class OutboxRows {

    static final String TOO_LATE = "Its time is over. Last: ";

    private static final String INTERRUPTED =
            "Mailroom was stopped while the server had the mail. It may have been delivered.";
    private static final String NO_SETTING = "The SMTP setting that it was to be sent with was deleted.";

    private final Database database;
    private final BlobStore blobs;
    private final Claims claims;
    private final SendQuota quota;
    private final Jobs jobs;
    private final Aftermath aftermath;
    private final Clock clock;

    OutboxRows(
            Database database,
            BlobStore blobs,
            Claims claims,
            SendQuota quota,
            Jobs jobs,
            Aftermath aftermath,
            Clock clock) {
        this.database = database;
        this.blobs = blobs;
        this.claims = claims;
        this.quota = quota;
        this.jobs = jobs;
        this.aftermath = aftermath;
        this.clock = clock;
    }

    /** Whether it is the outbox that gives this reason, and not a connection. */
    static boolean isOwn(String reason) {
        return reason.startsWith(TOO_LATE) || reason.equals(NO_SETTING);
    }

    /** Whose mails go over this setting; empty when there are none that wait. */
    Optional<UUID> owner(UUID smtp) {
        return database.query("""
                        select account_id from sent_mail
                        where smtp_id = $1 and status = 'queued' and account_id is not null limit 1""", smtp).stream().map(row -> row.getUUID(0)).findFirst();
    }

    /** Takes the next ones that are due, the longest waiting first. */
    List<QueuedMail> claim(UUID smtp, int most) {
        var claimed = database.transaction(session -> {
            var mails = session.query("""
                    update sent_mail m set claim = gen_random_uuid(), claimed_until = now() + $3 * interval '1 second'
                    from (
                        select id from sent_mail
                        where smtp_id = $1 and status = 'queued' and next_attempt <= $2 and claimed_until is null
                        and raw_hash is not null
                        order by next_attempt, id limit $4 for no key update skip locked
                    ) due
                    where m.id = due.id
                    returning m.id, m.account_id, m.claim, m.envelope_from, m.attempts, m.give_up, m.raw_hash, m.size, m.international, m.report, m.next_attempt""", smtp, now(), Claims.LENGTH.toSeconds(), most);
            var recipients = recipients(session, mails);
            return mails.stream()
                    .sorted((one, other) -> {
                        int byTime = one.getOffsetDateTime("next_attempt")
                                .compareTo(other.getOffsetDateTime("next_attempt"));
                        return byTime != 0 ? byTime : one.getUUID("id").compareTo(other.getUUID("id"));
                    })
                    .map(mail -> mail(mail, recipients.getOrDefault(mail.getUUID("id"), List.of())))
                    .toList();
        });
        claimed.forEach(mail -> claims.hold(mail.id(), mail.claim()));
        return claimed;
    }

    private static Map<UUID, List<Row>> recipients(Database.Session session, List<Row> mails) {
        var byMail = new HashMap<UUID, List<Row>>();
        session.query(
                        "select mail_id, position, kind, address, state from sent_mail_recipient"
                                + " where mail_id = any($1) order by mail_id, position",
                        (Object) mails.stream().map(mail -> mail.getUUID("id")).toArray(UUID[]::new))
                .forEach(row -> byMail.computeIfAbsent(row.getUUID("mail_id"), id -> new ArrayList<>())
                        .add(row));
        return byMail;
    }

    private QueuedMail mail(Row mail, List<Row> recipients) {
        var open = new ArrayList<Addressee>();
        var settled = EnumSet.noneOf(RecipientState.class);
        var addressees = Addressee.of(recipients);
        for (int i = 0; i < addressees.size(); i++) {
            var state = RecipientState.of(recipients.get(i).getString("state"));
            if (state == RecipientState.QUEUED || state == RecipientState.DEFERRED) {
                open.add(addressees.get(i));
            } else {
                settled.add(state);
            }
        }
        return new QueuedMail(
                mail.getUUID("id"),
                mail.getUUID("account_id"),
                mail.getUUID("claim"),
                mail.getString("envelope_from"),
                List.copyOf(open),
                settled,
                mail.getInteger("attempts"),
                mail.getOffsetDateTime("give_up").toInstant(),
                mail.getBoolean("international"),
                mail.getBoolean("report"),
                new StoredMessage(blobs, mail.getBuffer("raw_hash").getBytes(), mail.getLong("size")));
    }

    /** Nothing was tried: they stay due. */
    void giveBack(List<QueuedMail> mails) {
        mails.forEach(mail -> claims.drop(mail.claim()));
        database.update(
                "update sent_mail set claim = null, claimed_until = null where claim = any($1) and status = 'queued'"
                        + " and id = any($2)",
                mails.stream().map(QueuedMail::claim).toArray(UUID[]::new),
                mails.stream().map(QueuedMail::id).toArray(UUID[]::new));
    }

    /** When the next one is due that nobody works on; empty when there is none. */
    Optional<Instant> next(UUID smtp) {
        return database.query("""
                        select min(next_attempt) from sent_mail
                        where smtp_id = $1 and status = 'queued' and claimed_until is null""", smtp).stream()
                .flatMap(row -> Optional.ofNullable(row.getOffsetDateTime(0)).stream())
                .map(OffsetDateTime::toInstant)
                .findFirst();
    }

    /** Those that are not tried any more fail with what was said last. */
    int giveUp(UUID smtp) {
        return database.transaction(session -> {
            var mails = ids(session.query("""
                        with mail as (
                            update sent_mail set status = case when exists (
                                    select from sent_mail_recipient r where r.mail_id = sent_mail.id and r.state = 'unknown')
                                    then 'unknown' when exists (
                                    select from sent_mail_recipient r where r.mail_id = sent_mail.id and r.state = 'sent')
                                    then 'sent' else 'failed' end,
                                next_attempt = null, reason = $3 || coalesce(reason, smtp_reply, 'it was never tried.')
                            where id in (
                                select id from sent_mail
                                where smtp_id = $1 and status = 'queued' and give_up <= $2 and claimed_until is null
                                order by id for no key update skip locked)
                            returning id
                        ), recipient as (
                            update sent_mail_recipient set state = 'failed', changed = $2
                            where mail_id in (select id from mail) and state in ('queued', 'deferred')
                        )
                        select id from mail""", smtp, now(), TOO_LATE));
            aftermath.of(session, mails, mails);
            return mails.size();
        });
    }

    /** All claims are those of processes that are gone: there is no other, and this one has just started. */
    void forgetClaims() {
        database.update("update sent_mail set claimed_until = now() where claimed_until is not null");
    }

    /**
     * Takes up what dead processes have left: what no server can have is queued again, and of the rest nobody knows.
     *
     * @return how many are of the rest
     */
    int recover() {
        return database.transaction(session -> {
            session.update("""
                    update sent_mail set claim = null, claimed_until = null where id in (
                        select id from sent_mail where claimed_until <= now() and status <> 'sending'
                        order by id for update skip locked)""");
            var orphans = orphans(session);
            quota.forget(session);
            var lost = lost(session);
            session.query("""
                            select smtp_id, min(next_attempt) from sent_mail
                            where status = 'queued' and claimed_until is null and next_attempt <= $1
                            group by smtp_id order by smtp_id""", now())
                    .forEach(row -> jobs.runBy(
                            session,
                            OutboxJob.NAME,
                            row.getUUID(0).toString(),
                            row.getOffsetDateTime(1).toInstant()));
            aftermath.of(
                    session,
                    lost,
                    Stream.concat(lost.stream(), orphans.stream()).toList());
            return lost.size();
        });
    }

    /** The claim stays written: should that process be alive after all, it may still tell what became of the mail. */
    private List<UUID> lost(Database.Session session) {
        return ids(session.query("""
                        with mail as (
                            update sent_mail set status = 'unknown', reason = $1, next_attempt = null, claimed_until = null,
                                attempts = attempts + 1
                            where id in (
                                select id from sent_mail where claimed_until <= now() and status = 'sending'
                                order by id for update skip locked)
                            returning id
                        ), recipient as (
                            update sent_mail_recipient set state = 'unknown', changed = $2
                            where mail_id in (select id from mail) and state in ('queued', 'deferred')
                        )
                        select id from mail""", INTERRUPTED, now()));
    }

    private List<UUID> orphans(Database.Session session) {
        return ids(session.query("""
                with mail as (
                    update sent_mail set status = case when exists (
                        select from sent_mail_recipient r where r.mail_id = sent_mail.id and r.state = 'unknown')
                        then 'unknown' when exists (
                        select from sent_mail_recipient r where r.mail_id = sent_mail.id and r.state = 'sent')
                        then 'sent' else 'failed' end,
                        reason = $1, next_attempt = null
                    where id in (
                        select id from sent_mail where status = 'queued' and smtp_id is null and claimed_until is null
                        order by id for no key update skip locked)
                    returning id
                ), recipient as (
                    update sent_mail_recipient set state = 'failed', changed = $2
                    where mail_id in (select id from mail) and state in ('queued', 'deferred')
                )
                select id from mail""", NO_SETTING, now()));
    }

    private static List<UUID> ids(List<Row> rows) {
        return rows.stream().map(row -> row.getUUID(0)).toList();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
