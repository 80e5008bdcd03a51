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
import java.util.HashSet;
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

/** Writes down how mails move on, many entries with few statements. Blocking, within the caller's transaction. */
@ApplicationScoped
class OutboxEntries {

    private final Acceptance acceptance;
    private final Jobs jobs;
    private final Aftermath aftermath;
    private final Clock clock;

    OutboxEntries(Acceptance acceptance, Jobs jobs, Aftermath aftermath, Clock clock) {
        this.acceptance = acceptance;
        this.jobs = jobs;
        this.aftermath = aftermath;
        this.clock = clock;
    }

    /** @return the tokens of the entries that were written */
    Set<UUID> write(Database.Session session, List<OutboxEntry> entries) {
        var written = new HashSet<UUID>();
        var accepted = of(Accept.class, entries);
        if (!accepted.isEmpty()) {
            acceptance.write(session, accepted);
            schedule(
                    session,
                    accepted.stream().filter(entry -> entry.claim() == null),
                    entry -> entry.what().smtp(),
                    entry -> entry.what().notBefore());
            accepted.forEach(entry -> written.add(entry.token()));
        }
        var begun = of(Begin.class, entries);
        if (!begun.isEmpty()) {
            written.addAll(begin(session, begun));
        }
        var settled = of(Settle.class, entries);
        if (!settled.isEmpty()) {
            written.addAll(settle(session, settled));
        }
        return written;
    }

    private static <E extends OutboxEntry> List<E> of(Class<E> type, List<OutboxEntry> entries) {
        return entries.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** In one order everywhere, so that two transactions cannot wait for each other. */
    private <E> void schedule(
            Database.Session session, Stream<E> entries, Function<E, UUID> smtp, Function<E, Instant> at) {
        entries.collect(Collectors.toMap(smtp, at, BinaryOperator.minBy(Comparator.naturalOrder()), TreeMap::new))
                .forEach((setting, first) -> jobs.runBy(session, OutboxJob.NAME, setting.toString(), first));
    }

    /** Also once more, when it is not known whether that was committed. */
    private List<UUID> begin(Database.Session session, List<Begin> entries) {
        var mails = new Columns<>(entries);
        return session
                .query("""
                        update sent_mail m set status = 'sending', attempted = $3
                        from unnest($1::uuid[], $2::uuid[]) as new (id, claim)
                        where m.id = new.id and m.claim = new.claim and m.claimed_until > now()
                        and m.status in ('queued', 'sending')
                        returning m.claim""", mails.of(Begin::mail, UUID[]::new), mails.of(Begin::claim, UUID[]::new), now())
                .stream()
                .map(row -> row.getUUID(0))
                .toList();
    }

    /** Also of a mail that was taken for lost meanwhile: the one who had it knows better. */
    private List<UUID> settle(Database.Session session, List<Settle> entries) {
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
                .toList();
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
