package io.mailroom.outbox;

import io.mailroom.blob.Blob;
import io.mailroom.blob.BlobStore;
import io.mailroom.db.Columns;
import io.mailroom.db.Database;
import io.mailroom.outbox.OutboxEntry.Accept;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes new mails with all that belongs to them, many with few statements. Blocking, within the caller's transaction. */
@ApplicationScoped
class Acceptance {

    /** Bytes; larger messages are stored ahead of the transaction that many share. */
    static final int SMALL = 64 * 1024;

    private final BlobStore blobs;
    private final SendQuota quota;
    private final SendConfig config;
    private final Clock clock;

    Acceptance(BlobStore blobs, SendQuota quota, SendConfig config, Clock clock) {
        this.blobs = blobs;
        this.quota = quota;
        this.config = config;
        this.clock = clock;
    }

    /** Also once more, when it is not known whether that was committed. */
    void write(Database.Session session, List<Accept> entries) {
        quota.take(session, entries.stream().map(Accept::what).toList());
        blobs.putSmall(session, messages(entries, blob -> blob.size() <= SMALL));
        blobs.put(session, messages(entries, blob -> blob.size() > SMALL));
        mails(session, new Columns<>(entries));
        recipients(session, entries);
        files(session, entries);
    }

    private static List<Blob> messages(List<Accept> entries, Predicate<Blob> which) {
        return entries.stream()
                .map(entry -> entry.what().raw().blob())
                .filter(which)
                .toList();
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
                entries.of(mail(Acceptance::replyTo), String[]::new),
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

    private OffsetDateTime now() {
        return time(clock.instant());
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
