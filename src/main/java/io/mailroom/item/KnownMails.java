package io.mailroom.item;

import io.mailroom.db.Database;
import io.mailroom.mime.MessageHeader;
import io.mailroom.mime.ParsedMessage;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Tells what {@link MailIntake} would make of a mail, without doing it. Blocking; changes nothing. */
@ApplicationScoped
public class KnownMails {

    private final Database database;

    KnownMails(Database database) {
        this.database = database;
    }

    /**
     * Those of the headers that may be of a mail that is known, or of two that are the same; of the others it is certain that
     * they are not, without a look at what follows the header.
     */
    public Set<MessageHeader> perhaps(UUID collective, List<MessageHeader> headers) {
        var taken = new HashSet<Buffer>();
        database.query(
                        "select message_id_hash from mail_fingerprint where collective_id = $1 and message_id_hash = any($2::bytea[])",
                        collective,
                        headers.stream()
                                .filter(header -> header.messageId() != null)
                                .map(KnownMails::hash)
                                .toArray(Buffer[]::new))
                .forEach(row -> taken.add(row.getBuffer(0)));
        var seen = new HashMap<String, Integer>();
        headers.forEach(header -> seen.merge(String.valueOf(header.messageId()), 1, Integer::sum));
        return headers.stream()
                .filter(header -> header.messageId() == null
                        || seen.getOrDefault(header.messageId(), 0) > 1
                        || taken.contains(hash(header)))
                .collect(Collectors.toSet());
    }

    /** Equal for mails of which only one would become an item. */
    public ByteBuffer key(ParsedMessage mail) {
        return Fingerprint.of(mail).key();
    }

    private static Buffer hash(MessageHeader header) {
        return Buffer.buffer(
                Fingerprint.sha256().digest(String.valueOf(header.messageId()).getBytes(StandardCharsets.UTF_8)));
    }

    /** Empty where the mail would become an item. */
    public Optional<Outcome.Duplicate> find(UUID collective, ParsedMessage mail, boolean evenIfDeleted) {
        return database
                .query("""
                        select item_id from mail_fingerprint where collective_id = $1 and fingerprint = $2
                        and ($3 or item_id is not null)""", collective, Buffer.buffer(Fingerprint.of(mail).value()), !evenIfDeleted)
                .stream()
                .map(row -> new Outcome.Duplicate(row.getUUID(0)))
                .findFirst();
    }
}
