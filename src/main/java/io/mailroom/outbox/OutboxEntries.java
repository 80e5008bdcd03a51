package io.mailroom.outbox;

import io.mailroom.blob.BlobStore;
import io.mailroom.db.Columns;
import io.mailroom.db.Database;
import io.mailroom.outbox.OutboxEntry.Accept;
import io.mailroom.outbox.OutboxEntry.Begin;
import io.mailroom.outbox.OutboxEntry.Settle;
import io.mailroom.schedule.Jobs;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
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

/** Writes many entries with few statements. Blocking, within the caller's transaction. */
@ApplicationScoped
class OutboxEntries {

    private final BlobStore blobs;
    private final SendQuota quota;
    private final Jobs jobs;
    private final Aftermath aftermath;
    private final SendConfig config;
    private final Clock clock;

    OutboxEntries(BlobStore blobs, SendQuota quota, Jobs jobs, Aftermath aftermath, SendConfig config, Clock clock) {
        this.blobs = blobs;
        this.quota = quota;
        this.jobs = jobs;
        this.aftermath = aftermath;
        this.config = config;
        this.clock = clock;
    }

    /** @return the mails whose entry was written */
    Set<UUID> write(Database.Session session, List<OutboxEntry> entries) {
        var written = new HashSet<UUID>();
        var accepted = of(Accept.class, entries);
        if (!accepted.isEmpty()) {
            accept(session, accepted);
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

    /** Also once more, when it is not known whether that was committed. */
    private void accept(Database.Session session, List<Accept> entries) {
        quota.take(session, entries.stream().map(Accept::what).toList());
        blobs.put(
                session,
                entries.stream().map(entry -> entry.what().raw().blob()).toList());
        mails(session, new Columns<>(entries));
        recipients(session, entries);
        files(session, entries);
        schedule(
                session,
                entries.stream().filter(entry -> entry.claim() == null),
                entry -> entry.what().smtp(),
                entry -> entry.what().notBefore());
    }

    /** In one order everywhere, so that two transactions cannot wait for each other. */
    private <E> void schedule(
            Database.Session session, Stream<E> entries, Function<E, UUID> smtp, Function<E, Instant> at) {
        entries.collect(Collectors.toMap(smtp, at, BinaryOperator.minBy(Comparator.naturalOrder()), TreeMap::new))
                .forEach((setting, first) -> jobs.runBy(session, OutboxJob.NAME, setting.toString(), first));
    }

    private void mails(Database.Session session, Columns<Accept> entries) {
        session.update(
                """
                insert into sent_mail (
                    id, collective_id, account_id, sender, item_id, smtp_id, connection, from_address, reply_to, subject,
                    body, message_id, envelope_from, raw_hash, size, idempotency_key, request_hash,
                    not_before, next_attempt, give_up, international, report, claim, claimed_until, created, status)
                select id, collective_id, account_id, sender, item_id, smtp_id, connection, from_address, reply_to, subject,
                    body, message_id, envelope_from, raw_hash, size, idempotency_key, request_hash,
                    not_before, not_before, give_up, international, report, claim,
                    case when claim is not null then now() + $23 * interval '1 second' end, $24, 'queued'
                from unnest(
                    $1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::text[],
                    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bytea[], $15::bigint[],
                    $16::text[], $17::bytea[], $18::timestamptz[], $19::timestamptz[], $20::boolean[],
                    $21::boolean[], $22::uuid[]
                ) as new (
                    id, collective_id, account_id, sender, item_id, smtp_id, connection, from_address, reply_to, subject,
                    body, message_id, envelope_from, raw_hash, size, idempotency_key, request_hash,
                    not_before, give_up, international, report, claim)
                on conflict (id) do nothing""",
                entries.of(mail(NewMail::id), UUID[]::new),
                entries.of(mail(mail -> mail.sender().collectiveId()), UUID[]::new),
                entries.of(mail(mail -> mail.sender().accountId()), UUID[]::new),
                entries.of(mail(mail -> mail.sender().login()), String[]::new),
                entries.of(mail(NewMail::item), UUID[]::new),
                entries.of(mail(NewMail::smtp), UUID[]::new),
                entries.of(mail(NewMail::connection), String[]::new),
                entries.of(mail(mail -> mail.draft().from().toString()), String[]::new),
                entries.of(mail(OutboxEntries::replyTo), String[]::new),
                entries.of(mail(mail -> mail.draft().subject()), String[]::new),
                entries.of(mail(mail -> mail.draft().text()), String[]::new),
                entries.of(mail(mail -> mail.draft().messageId()), String[]::new),
                entries.of(mail(NewMail::envelopeFrom), String[]::new),
                entries.of(mail(mail -> Buffer.buffer(mail.raw().blob().hash())), Buffer[]::new),
                entries.of(mail(mail -> mail.raw().blob().size()), Long[]::new),
                entries.of(request(RequestKey::key), String[]::new),
                entries.of(request(key -> Buffer.buffer(key.hash())), Buffer[]::new),
                entries.of(mail(mail -> time(mail.notBefore())), OffsetDateTime[]::new),
                entries.of(mail(mail -> time(mail.notBefore().plus(config.retryFor()))), OffsetDateTime[]::new),
                entries.of(mail(mail -> mail.draft().international()), Boolean[]::new),
                entries.of(mail(NewMail::report), Boolean[]::new),
                entries.of(Accept::claim, UUID[]::new),
                Claims.LENGTH.toSeconds(),
                now());
    }

    private static <T> Function<Accept, @Nullable T> mail(Function<NewMail, @Nullable T> column) {
        return entry -> column.apply(entry.what());
    }

    private static <T> Function<Accept, @Nullable T> request(Function<RequestKey, @Nullable T> column) {
        return entry -> entry.what().request() == null
                ? null
                : column.apply(entry.what().request());
    }

    private static @Nullable String replyTo(NewMail mail) {
        return mail.draft().replyTo() == null ? null : mail.draft().replyTo().toString();
    }

    /** One thing of several that a mail has. */
    private record Part<T>(UUID mail, int position, T what) {}

    private static <T> Columns<Part<T>> parts(List<Accept> entries, Function<NewMail, List<T>> of) {
        var parts = new ArrayList<Part<T>>();
        for (var entry : entries) {
            int position = 0;
            for (var part : of.apply(entry.what())) {
                parts.add(new Part<>(entry.mail(), position++, part));
            }
        }
        return new Columns<>(parts);
    }

    private void recipients(Database.Session session, List<Accept> entries) {
        var recipients = parts(entries, NewMail::recipients);
        session.update(
                """
                insert into sent_mail_recipient (mail_id, position, kind, address, state, changed)
                select mail_id, position, kind, address, 'queued', $5
                from unnest($1::uuid[], $2::integer[], $3::text[], $4::text[]) as new (mail_id, position, kind, address)
                on conflict do nothing""",
                recipients.of(Part::mail, UUID[]::new),
                recipients.of(Part::position, Integer[]::new),
                recipients.of(part -> part.what().kind().word(), String[]::new),
                recipients.of(part -> part.what().address().toString(), String[]::new),
                now());
    }

    private static void files(Database.Session session, List<Accept> entries) {
        var files = parts(entries, NewMail::files);
        if (!files.rows().isEmpty()) {
            session.update(
                    """
                    insert into sent_mail_attachment (mail_id, position, attachment_id, name, size)
                    select * from unnest($1::uuid[], $2::integer[], $3::uuid[], $4::text[], $5::bigint[])
                    on conflict do nothing""",
                    files.of(Part::mail, UUID[]::new),
                    files.of(Part::position, Integer[]::new),
                    files.of(part -> part.what().id(), UUID[]::new),
                    files.of(part -> part.what().name(), String[]::new),
                    files.of(part -> part.what().size(), Long[]::new));
        }
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
