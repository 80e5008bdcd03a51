package io.mailroom.outbox;

import io.mailroom.db.Columns;
import io.mailroom.db.Database;
import io.mailroom.outbox.OutboxEntry.Accept;
import io.mailroom.outbox.OutboxEntry.Begin;
import io.mailroom.outbox.OutboxEntry.Settle;
import io.mailroom.schedule.Jobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes down how mails move on, many of one kind with few statements. Blocking, in transactions of their own. */
@ApplicationScoped
class OutboxEntries {

    private final Database database;
    private final Acceptance acceptance;
    private final Jobs jobs;
    private final Aftermath aftermath;
    private final Clock clock;

    private final GroupCommit<Accept> accepting = new GroupCommit<>(this::accept);
    private final GroupCommit<Begin> beginning = new GroupCommit<>(this::begin);
    private final GroupCommit<Settle> settling = new GroupCommit<>(this::settle);

    OutboxEntries(Database database, Acceptance acceptance, Jobs jobs, Aftermath aftermath, Clock clock) {
        this.database = database;
        this.acceptance = acceptance;
        this.jobs = jobs;
        this.aftermath = aftermath;
        this.clock = clock;
    }

    /**
     * Returns when it is committed.
     *
     * @return whether the row was as the entry expects it to be; otherwise nothing was written
     * @throws RuntimeException why it could not be committed, or whether it was is not known
     */
    boolean commit(OutboxEntry entry) {
        return switch (entry) {
            case Accept accept -> accepting.commit(accept);
            case Begin begin -> beginning.commit(begin);
            case Settle settle -> settling.commit(settle);
        };
    }

    /** @return the tokens of those that were written: all */
    private Set<UUID> accept(List<Accept> entries) {
        database.inTransaction(session -> {
            acceptance.write(session, entries);
            schedule(
                    session,
                    entries.stream().filter(entry -> entry.claim() == null),
                    entry -> entry.what().smtp(),
                    entry -> entry.what().notBefore());
        });
        return entries.stream().map(Accept::token).collect(Collectors.toSet());
    }

    /** After the mails, as in whatever else locks both, and in one order: two transactions are not to wait for each other. */
    private <E> void schedule(
            Database.Session session, Stream<E> entries, Function<E, UUID> smtp, Function<E, Instant> at) {
        entries.collect(Collectors.toMap(smtp, at, BinaryOperator.minBy(Comparator.naturalOrder()), TreeMap::new))
                .forEach((setting, first) -> jobs.runBy(session, OutboxJob.NAME, setting.toString(), first));
    }

    /**
     * Also once more, when it is not known whether that was committed. A claim is of one mail only, so they need not be
     * matched one by one.
     *
     * @return the tokens of those whose claims hold
     */
    private Set<UUID> begin(List<Begin> entries) {
        var mails = new Columns<>(entries);
        return database
                .query("""
                        update sent_mail set status = 'sending', attempted = $3
                        where id = any($1) and claim = any($2) and claimed_until > now()
                        and status in ('queued', 'sending')
                        returning claim""", mails.of(Begin::mail, UUID[]::new), mails.of(Begin::claim, UUID[]::new), now())
                .stream()
                .map(row -> row.getUUID(0))
                .collect(Collectors.toSet());
    }

    /** @return the tokens of those that were nobody else's meanwhile */
    private Set<UUID> settle(List<Settle> entries) {
        return database.transaction(session -> settle(session, entries));
    }

    /** Also of a mail that was taken for lost meanwhile: the one who had it knows better. */
    private Set<UUID> settle(Database.Session session, List<Settle> entries) {
        var mails = new Columns<>(entries);
        var fates = new Columns<>(entries.stream()
                .filter(Settle::tells)
                .flatMap(entry -> entry.outcome().fates().stream().map(fate -> new Settled(entry.mail(), fate)))
                .toList());
        var settled = session
                .query(
                        """
                        with mail as (
                            update sent_mail m set status = new.status, smtp_reply = coalesce(new.reply, m.smtp_reply),
                                reason = new.reason, next_attempt = new.again, attempts = m.attempts + new.attempts,
                                claim = null, claimed_until = null
                            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::uuid[], $14::integer[])
                                as new (id, status, reply, reason, again, claim, attempts)
                            where m.id = new.id and m.claim = new.claim and m.status in ('queued', 'sending', 'unknown')
                            returning m.id, new.claim
                        ), recipient as (
                            update sent_mail_recipient r set state = new.state, changed = $13,
                                reply_code = coalesce(new.code, r.reply_code), enhanced_status_code =
                                    case when new.code is null then r.enhanced_status_code else new.enhanced end,
                                reply_text = coalesce(new.text, r.reply_text)
                            from unnest($7::uuid[], $8::integer[], $9::text[], $10::integer[], $11::text[], $12::text[])
                                as new (mail_id, position, state, code, enhanced, text)
                            where r.mail_id = new.mail_id and r.position = new.position
                            and r.mail_id in (select id from mail)
                        )
                        select claim from mail""",
                        mails.of(Settle::mail, UUID[]::new),
                        mails.of(entry -> entry.outcome().status().word(), String[]::new),
                        mails.of(entry -> entry.outcome().smtpReply(), String[]::new),
                        mails.of(entry -> entry.outcome().reason(), String[]::new),
                        mails.of(entry -> entry.again() == null ? null : time(entry.again()), OffsetDateTime[]::new),
                        mails.of(Settle::claim, UUID[]::new),
                        fates.of(Settled::mail, UUID[]::new),
                        fates.of(row -> row.fate().addressee().position(), Integer[]::new),
                        fates.of(row -> row.fate().state().word(), String[]::new),
                        fates.of(Settled::code, Integer[]::new),
                        fates.of(Settled::enhanced, String[]::new),
                        fates.of(Settled::text, String[]::new),
                        now(),
                        mails.of(entry -> entry.outcome().asked() ? 1 : 0, Integer[]::new))
                .stream()
                .map(row -> row.getUUID(0))
                .collect(Collectors.toSet());
        schedule(
                session,
                entries.stream().filter(entry -> entry.again() != null),
                Settle::smtp,
                entry -> Objects.requireNonNull(entry.again()));
        var taken = entries.stream()
                .filter(entry -> settled.contains(entry.token()))
                .toList();
        aftermath.of(
                session,
                mails(taken, entry -> entry.outcome().mayBeSent()),
                mails(taken, entry -> entry.isLast() && !entry.answered()));
        return settled;
    }

    private static List<UUID> mails(List<Settle> entries, Predicate<Settle> which) {
        return entries.stream().filter(which).map(Settle::mail).toList();
    }

    /** What became of a mail for one recipient, as its row has it. */
    private record Settled(UUID mail, Outcome.Fate fate) {

        @Nullable
        Integer code() {
            return fate.reply() == null ? null : fate.reply().code();
        }

        @Nullable
        String enhanced() {
            return fate.reply() == null ? null : fate.reply().enhancedStatusCode();
        }

        @Nullable
        String text() {
            return fate.reply() == null ? null : fate.reply().text();
        }
    }

    private OffsetDateTime now() {
        return time(clock.instant());
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
