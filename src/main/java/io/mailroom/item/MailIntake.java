package io.mailroom.item;

import io.mailroom.blob.Blob;
import io.mailroom.blob.BlobStore;
import io.mailroom.blob.ByteSource;
import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.mailroom.mime.MessageHeader;
import io.mailroom.mime.Part;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes items of mails, many at a time, each mail once in a collective. Blocking; runs on a virtual thread. */
@ApplicationScoped
public class MailIntake {

    private static final String NO_SUBJECT = "(no subject)";

    /** What a calendar of four-digit years can hold; dates in mail are anything. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final BlobStore blobs;
    private final Database database;
    private final Clock clock;

    MailIntake(BlobStore blobs, Database database, Clock clock) {
        this.blobs = blobs;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Some hundred mails in a handful of statements, whatever their number. Call it once in a transaction: it waits for
     * other transactions with the same mails, in an order that lets none wait for another in turn.
     *
     * @return what became of each mail, in their order; it holds once {@code tx} is committed
     */
    public List<Outcome> add(Database.Session tx, Target target, List<IncomingMail> mails) {
        if (mails.isEmpty()) {
            return List.of();
        }
        var fingerprints =
                mails.stream().map(mail -> Fingerprint.of(mail.message())).toList();
        var claims = new LinkedHashMap<ByteBuffer, MailFingerprints.Claim>();
        fingerprints.forEach(fingerprint ->
                claims.computeIfAbsent(fingerprint.key(), key -> new MailFingerprints.Claim(fingerprint, Ids.next())));
        var ours = MailFingerprints.claim(tx, target.collectiveId(), claims.values(), target.evenIfDeleted());
        var known = MailFingerprints.items(
                tx,
                target.collectiveId(),
                claims.values().stream()
                        .filter(claim -> !ours.contains(claim.item()))
                        .map(MailFingerprints.Claim::fingerprint)
                        .toList());
        var reuse = new MessageIdReuse(MailFingerprints.takenMessageIds(
                tx,
                target.collectiveId(),
                claims.values().stream()
                        .filter(claim -> ours.contains(claim.item()))
                        .map(MailFingerprints.Claim::fingerprint)
                        .toList()));

        var batch = new Batch(clock.instant().truncatedTo(ChronoUnit.MICROS), target);
        var outcomes = new ArrayList<Outcome>(mails.size());
        for (int i = 0; i < mails.size(); i++) {
            var fingerprint = fingerprints.get(i);
            var item = Objects.requireNonNull(claims.get(fingerprint.key())).item();
            if (!ours.contains(item)) {
                outcomes.add(new Outcome.Duplicate(known.get(fingerprint.key())));
            } else if (batch.has(item)) {
                outcomes.add(new Outcome.Duplicate(item));
            } else {
                boolean reused = reuse.of(fingerprint);
                batch.add(item, mails.get(i), fingerprint, reused);
                outcomes.add(new Outcome.Imported(item, reused));
            }
        }
        batch.write(tx, blobs);
        return outcomes;
    }

    /** Sends the bytes of mails ahead that are going to be {@link #add}ed, those of known mails not. Before the transaction. */
    public void stage(Target target, List<IncomingMail> mails) {
        if (mails.isEmpty()) {
            return;
        }
        var fingerprints = new LinkedHashMap<ByteBuffer, IncomingMail>();
        mails.forEach(
                mail -> fingerprints.putIfAbsent(Fingerprint.of(mail.message()).key(), mail));
        var known = database.transaction(
                tx -> MailFingerprints.known(tx, target.collectiveId(), Set.copyOf(fingerprints.keySet())));
        fingerprints.keySet().removeAll(known);
        blobs.stage(fingerprints.values().stream()
                .map(mail -> new Blob(mail.message().sha256(), mail.raw()))
                .toList());
    }

    /** Which mails have a Message-ID that another one had before them, in the collective or in this batch. */
    private static final class MessageIdReuse {

        private final Set<ByteBuffer> taken;

        MessageIdReuse(Set<ByteBuffer> taken) {
            this.taken = taken;
        }

        boolean of(Fingerprint fingerprint) {
            var hash = fingerprint.messageIdHash();
            return hash != null && !taken.add(ByteBuffer.wrap(hash));
        }
    }

    /** The rows of the mails that are new. */
    private static final class Batch {

        private final Instant now;
        private final Target target;
        private final Set<UUID> ids = new HashSet<>();
        private final List<Blob> blobs = new ArrayList<>();
        private final List<NewItem> items = new ArrayList<>();
        private final List<NewAttachment> attachments = new ArrayList<>();

        Batch(Instant now, Target target) {
            this.now = now;
            this.target = target;
        }

        boolean has(UUID item) {
            return ids.contains(item);
        }

        void add(UUID id, IncomingMail mail, Fingerprint fingerprint, boolean reused) {
            ids.add(id);
            var message = mail.message();
            var header = message.header();
            boolean page = mail.withPage() && !target.attachmentsOnly() && message.problem() == null;
            int position = 0;
            if (page) {
                attachments.add(NewAttachment.page(id, position++));
            }
            var body = message.parts().stream().filter(part -> part.kind() != Part.Kind.ATTACHMENT);
            for (var part : Stream.concat(body, mail.chosen().stream()).toList()) {
                attachments.add(NewAttachment.part(id, position++, part, message.sha256()));
                var source = part.source();
                if (source != null) {
                    // Its parts are spans of it, as others are of the raw message.
                    blobs.add(new Blob(
                            source.sha256(),
                            new ByteSource.OnDemand(source.size(), () -> source.open(mail.raw()::open))));
                }
            }

            blobs.add(new Blob(message.sha256(), mail.raw()));
            var date = storable(header.date());
            items.add(new NewItem(
                    id,
                    name(header),
                    mail.direction(),
                    // A microsecond each, so that a batch lists in the order of its mails.
                    now.plus(items.size(), ChronoUnit.MICROS),
                    date == null ? storable(mail.received()) : date,
                    (int) mail.chosen().stream()
                                    .filter(part -> !part.isSignature())
                                    .count()
                            + (page ? 1 : 0),
                    mail.raw().size(),
                    new NewItem.Mail(
                            message.sha256(),
                            Names.eml(name(header)),
                            StoredText.orNull(header.messageId(), StoredText.NAME),
                            StoredText.addresses(header.from()),
                            StoredText.addresses(header.to()),
                            StoredText.addresses(header.cc()),
                            StoredText.of(header.subject(), StoredText.NAME),
                            date,
                            fingerprint.value(),
                            reused,
                            StoredText.orNull(message.problem(), StoredText.NAME))));
        }

        private static String name(MessageHeader header) {
            var subject = StoredText.of(header.subject(), StoredText.NAME).strip();
            return subject.isEmpty() ? NO_SUBJECT : subject;
        }

        private static @Nullable Instant storable(@Nullable Instant date) {
            return date == null || date.isBefore(EARLIEST) || date.isAfter(LATEST) ? null : date;
        }

        void write(Database.Session tx, BlobStore store) {
            if (!items.isEmpty()) {
                store.put(tx, blobs);
                ItemWriter.write(tx, target, items, attachments);
            }
        }
    }
}
