package io.mailroom.outbox;

import io.mailroom.db.Database;
import io.mailroom.schedule.Jobs;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is to be done among the sent mails of a user's mailboxes, and what was. Blocking. */
@Startup // so that its numbers are there, at zero, before anything happens
@ApplicationScoped
class SentCopies {

    /**
     * Copies of mails that somebody has, where that is wanted; a search for those of which nobody knows. Not where somebody
     * has such a mail from an earlier attempt: what is found would be that one.
     */
    static final String INTEND = """
            insert into sent_copy (mail_id, imap_id, mailbox, state, since, next_try, give_up, changed)
            select id, imap_id, mailbox, state, $2, next_try, $4, $2 from (
                select m.id, s.mailbox,
                    case when r.sent then s.chosen else s.likely end as imap_id,
                    case when r.sent then 'pending' else 'sought' end as state,
                    case when r.sent then cast($2 as timestamptz) else cast($3 as timestamptz) end as next_try
                from sent_mail m join sent_mailbox s on s.smtp_id = m.smtp_id
                cross join lateral (
                    select coalesce(bool_or(state = 'sent'), false) as sent from sent_mail_recipient where mail_id = m.id) r
                where m.id = any($1) and m.raw_hash is not null and (r.sent or m.status = 'unknown')
            ) new where imap_id is not null
            on conflict (mail_id) do update set imap_id = excluded.imap_id, mailbox = excluded.mailbox,
                state = excluded.state, reason = null, since = excluded.since, next_try = excluded.next_try,
                give_up = excluded.give_up, tries = 0, changed = excluded.changed
            where sent_copy.state in ('sought', 'none')
            returning imap_id, next_try""";

    private static final String TOO_LATE = "It was tried for too long. Last: ";

    /** When looking itself fails. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(5);

    static final String NO_SETTING = "The IMAP setting was deleted.";

    private static final String NOT_FOUND = "It was not found among the sent mails.";

    private final Database database;
    private final Jobs jobs;
    private final Undelivered undelivered;
    private final SendConfig config;
    private final Clock clock;
    private final MeterRegistry metrics;

    SentCopies(
            Database database,
            Jobs jobs,
            Undelivered undelivered,
            SendConfig config,
            Clock clock,
            MeterRegistry metrics) {
        this.database = database;
        this.jobs = jobs;
        this.undelivered = undelivered;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
        for (var outcome : List.of("stored", "found", "not-found", "needless", "failed")) {
            counter(outcome);
        }
    }

    /** Of mails that were settled, in the same transaction. */
    void intend(Database.Session session, Collection<UUID> mails) {
        var now = clock.instant();
        var first = new TreeMap<UUID, Instant>();
        session.query(
                        INTEND,
                        mails.toArray(UUID[]::new),
                        utc(now),
                        utc(Errand.firstLook(now)),
                        utc(now.plus(config.retryFor())))
                .forEach(row -> first.merge(
                        row.getUUID(0), row.getOffsetDateTime(1).toInstant(), (a, b) -> a.isBefore(b) ? a : b));
        first.forEach((imap, at) -> jobs.runBy(session, SentCopyJob.NAME, imap.toString(), at));
    }

    /** What is due over this IMAP setting, the longest waiting first. */
    List<Errand> due(UUID imap, int most) {
        return database.query("""
                        select c.mail_id, c.state, c.mailbox, c.tries, c.since, c.give_up, m.account_id, m.message_id, m.raw_hash,
                            m.size, coalesce(m.not_before, m.created) as date, s.smtp_host
                        from sent_copy c join sent_mail m on m.id = c.mail_id left join sent_mailbox s on s.smtp_id = m.smtp_id
                        where c.imap_id = $1 and c.next_try <= $2 and m.account_id is not null
                        order by c.next_try, c.mail_id limit $3""", imap, now(), most).stream()
                .map(SentCopies::errand)
                .toList();
    }

    private static Errand errand(Row row) {
        return new Errand(
                row.getUUID("mail_id"),
                row.getUUID("account_id"),
                row.getString("state").equals("sought"),
                row.getString("mailbox"),
                row.getInteger("tries"),
                row.getOffsetDateTime("since").toInstant(),
                row.getOffsetDateTime("give_up").toInstant(),
                new Errand.Message(
                        row.getString("message_id"),
                        row.getOffsetDateTime("date").toInstant(),
                        row.getBuffer("raw_hash").getBytes(),
                        row.getLong("size")),
                row.getString("smtp_host"));
    }

    Optional<Instant> next(UUID imap) {
        return database.query("select min(next_try) from sent_copy where imap_id = $1", imap).stream()
                .flatMap(row -> Optional.ofNullable(row.getOffsetDateTime(0)).stream())
                .map(OffsetDateTime::toInstant)
                .findFirst();
    }

    /** It is this run's to store from now on, whoever has begun to before. */
    boolean begin(Errand errand, UUID run) {
        return database.update(
                        "update sent_copy set claim = $2, tries = tries + 1 where mail_id = $1 and state = 'pending'",
                        errand.mail(),
                        run)
                == 1;
    }

    /** Whether it still is. */
    boolean isOurs(Errand errand, UUID run) {
        return !database.query(
                        "select from sent_copy where mail_id = $1 and claim = $2 and state = 'pending'",
                        errand.mail(),
                        run)
                .isEmpty();
    }

    void stored(Errand errand, String mailbox) {
        count("stored");
        database.update(
                "update sent_copy set state = 'stored', mailbox = $2, reason = null, next_try = null, claim = null,"
                        + " changed = $3 where mail_id = $1 and state in ('pending', 'sought')",
                errand.mail(),
                mailbox,
                now());
    }

    /** Nothing is to be stored. */
    void needless(Errand errand, String reason) {
        end(errand, "none", reason);
    }

    /** Nothing was tried. */
    void postpone(Errand errand, Instant at, String reason) {
        again(errand, at, errand.tries(), reason);
    }

    /** Something went wrong; it is tried again, less and less often. */
    void failed(Errand errand, String reason) {
        var pause = errand.sought() ? BETWEEN_LOOKS : Attempts.pause(errand.tries());
        again(errand, clock.instant().plus(pause), errand.sought() ? errand.tries() : errand.tries() + 1, reason);
    }

    private void again(Errand errand, Instant at, int tries, String reason) {
        if (at.isBefore(errand.giveUp())) {
            database.update(
                    "update sent_copy set next_try = $2, tries = greatest(tries, $3), reason = $4"
                            + " where mail_id = $1 and next_try is not null",
                    errand.mail(),
                    utc(at),
                    tries,
                    reason);
        } else {
            end(errand, errand.sought() ? "none" : "failed", TOO_LATE + reason);
        }
    }

    private void end(Errand errand, String state, String reason) {
        count(state.equals("none") ? "needless" : state);
        database.inTransaction(session -> {
            int ended = session.update(
                    "update sent_copy set state = $2, reason = $3, next_try = null, claim = null, changed = $4"
                            + " where mail_id = $1 and next_try is not null",
                    errand.mail(),
                    state,
                    reason,
                    now());
            if (errand.sought() && ended > 0) {
                undelivered.notFound(session, errand.mail());
            }
        });
        jobs.wake();
    }

    /** Nobody looks any more where the setting is gone: of these mails nothing more comes to light. */
    void endWithoutSetting() {
        database.inTransaction(
                session -> session.query("""
                        update sent_copy set state = 'none', next_try = null, claim = null, changed = $1 where mail_id in (
                            select mail_id from sent_copy where imap_id is null and next_try is not null and state = 'sought'
                            order by mail_id for no key update skip locked)
                        returning mail_id""", now()).forEach(row -> undelivered.notFound(session, row.getUUID(0))));
    }

    /** The mail of which nobody knew was taken: it is among the sent ones. */
    void found(Errand errand, String mailbox, String reason) {
        count("found");
        database.inTransaction(session -> {
            int settled = session.update(
                    "update sent_mail set status = 'sent', claim = null, reason = $2 where id = $1 and status = 'unknown'",
                    errand.mail(),
                    reason);
            if (settled > 0) {
                session.update(
                        "update sent_mail_recipient set state = 'sent', changed = $2"
                                + " where mail_id = $1 and state = 'unknown'",
                        errand.mail(),
                        now());
            }
            session.update(
                    "update sent_copy set state = 'stored', mailbox = $2, reason = null, next_try = null, changed = $3"
                            + " where mail_id = $1 and state in ('pending', 'sought')",
                    errand.mail(),
                    mailbox,
                    now());
        });
    }

    /**
     * It is not there, or not yet.
     *
     * @param meaning what that says of the mail once it is looked for no more; null where it says nothing
     */
    void notFound(Errand errand, @Nullable String meaning) {
        var next = errand.nextLook();
        if (next.isPresent()) {
            database.update(
                    "update sent_copy set tries = tries + 1, next_try = $2, reason = $3"
                            + " where mail_id = $1 and state = 'sought'",
                    errand.mail(),
                    utc(next.get()),
                    NOT_FOUND);
            return;
        }
        count("not-found");
        database.inTransaction(session -> {
            if (meaning != null) {
                session.update(
                        "update sent_mail set reason = concat_ws(' ', reason, $2::text) where id = $1 and status = 'unknown'",
                        errand.mail(),
                        meaning);
            }
            int ended = session.update(
                    "update sent_copy set state = 'none', tries = tries + 1, next_try = null, reason = $2, changed = $3"
                            + " where mail_id = $1 and state = 'sought'",
                    errand.mail(),
                    NOT_FOUND,
                    now());
            if (ended > 0) {
                undelivered.notFound(session, errand.mail());
            }
        });
        jobs.wake();
    }

    private void count(String outcome) {
        counter(outcome).increment();
    }

    private Counter counter(String outcome) {
        return Counter.builder("mailroom.sent.copies")
                .description("Copies of sent mails that were stored or looked for, by what came of it")
                .tag("outcome", outcome)
                .register(metrics);
    }

    private OffsetDateTime now() {
        return utc(clock.instant());
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
