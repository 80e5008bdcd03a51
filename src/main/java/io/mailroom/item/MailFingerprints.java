package io.mailroom.item;

import io.mailroom.db.Database;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** The ledger of every mail that ever came into a collective. Blocking, within the caller's transaction. */
final class MailFingerprints {

    /** A fingerprint, and the item that its mail is to become. */
    record Claim(Fingerprint fingerprint, UUID item) {}

    private static final String CLAIM = """
            insert into mail_fingerprint (collective_id, fingerprint, message_id_hash, item_id)
            select $1, fingerprint, message_id_hash, item_id
            from unnest($2::bytea[], $3::bytea[], $4::uuid[]) as new (fingerprint, message_id_hash, item_id)
            order by fingerprint -- two batches with the same mails must not wait for each other
            on conflict (collective_id, fingerprint) %s
            returning item_id""";
    private static final String CLAIM_NEW = CLAIM.formatted("do nothing");
    private static final String CLAIM_DELETED_TOO =
            CLAIM.formatted("do update set item_id = excluded.item_id where mail_fingerprint.item_id is null");

    private MailFingerprints() {}

    /**
     * Whoever comes first has it; who comes second waits until the first has committed or given up.
     *
     * @return the items of those that are ours now
     */
    static Set<UUID> claim(Database.Session tx, UUID collective, Collection<Claim> claims, boolean evenIfDeleted) {
        var ours = new HashSet<UUID>();
        tx.query(
                        evenIfDeleted ? CLAIM_DELETED_TOO : CLAIM_NEW,
                        collective,
                        claims.stream()
                                .map(claim -> Buffer.buffer(claim.fingerprint().value()))
                                .toArray(Buffer[]::new),
                        claims.stream()
                                .map(claim -> claim.fingerprint().messageIdHash())
                                .map(hash -> hash == null ? null : Buffer.buffer(hash))
                                .toArray(Buffer[]::new),
                        claims.stream().map(Claim::item).toArray(UUID[]::new))
                .forEach(row -> ours.add(row.getUUID(0)));
        return ours;
    }

    /** By {@link Fingerprint#key}: those of mails that came in before, as far as that is committed. */
    static Set<ByteBuffer> known(Database database, UUID collective, Set<ByteBuffer> fingerprints) {
        var known = new HashSet<ByteBuffer>();
        database.query(
                        "select fingerprint from mail_fingerprint where collective_id = $1 and fingerprint = any($2::bytea[])",
                        collective,
                        fingerprints.stream()
                                .map(key -> Buffer.buffer(key.array()))
                                .toArray(Buffer[]::new))
                .forEach(row -> known.add(ByteBuffer.wrap(row.getBuffer(0).getBytes())));
        return known;
    }

    /** The items that mails already are, by {@link Fingerprint#key}; nothing for those whose item was deleted. */
    static Map<ByteBuffer, UUID> items(Database.Session tx, UUID collective, List<Fingerprint> fingerprints) {
        var items = new HashMap<ByteBuffer, UUID>();
        if (!fingerprints.isEmpty()) {
            tx.query("""
                            select fingerprint, item_id from mail_fingerprint
                            where collective_id = $1 and fingerprint = any($2::bytea[]) and item_id is not null""", collective, values(fingerprints))
                    .forEach(row -> items.put(ByteBuffer.wrap(row.getBuffer(0).getBytes()), row.getUUID(1)));
        }
        return items;
    }

    /** The Message-IDs, by their hashes, that other mails than these already have. */
    static Set<ByteBuffer> takenMessageIds(Database.Session tx, UUID collective, List<Fingerprint> fingerprints) {
        var hashes = new ArrayList<Buffer>();
        fingerprints.stream()
                .map(Fingerprint::messageIdHash)
                .filter(Objects::nonNull)
                .map(Buffer::buffer)
                .forEach(hashes::add);
        var taken = new HashSet<ByteBuffer>();
        if (!hashes.isEmpty()) {
            tx.query("""
                            select distinct message_id_hash from mail_fingerprint
                            where collective_id = $1 and message_id_hash = any($2::bytea[])
                            and fingerprint <> all ($3::bytea[])""", collective, hashes.toArray(Buffer[]::new), values(fingerprints))
                    .forEach(row -> taken.add(ByteBuffer.wrap(row.getBuffer(0).getBytes())));
        }
        return taken;
    }

    private static Buffer[] values(List<Fingerprint> fingerprints) {
        return fingerprints.stream()
                .map(fingerprint -> Buffer.buffer(fingerprint.value()))
                .toArray(Buffer[]::new);
    }
}
