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

/**
 * The ledger of every mail that ever came into a collective. Blocking, within the caller's transaction.
 *
 * <p>What is looked for is looked for one by one, in lateral subqueries with a limit, which the planner cannot take apart: it
 * would read all mails of the collective for each batch, until the statistics of a table that is being filled catch up.
 */
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
    static Set<ByteBuffer> known(Database.Session tx, UUID collective, Set<ByteBuffer> fingerprints) {
        var known = new HashSet<ByteBuffer>();
        tx.query(
                        """
                        select found.fingerprint from unnest($2::bytea[]) as wanted (fingerprint)
                        cross join lateral (
                            select fingerprint from mail_fingerprint
                            where collective_id = $1 and mail_fingerprint.fingerprint = wanted.fingerprint
                            limit 1) as found""",
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
                            select found.fingerprint, found.item_id from unnest($2::bytea[]) as wanted (fingerprint)
                            cross join lateral (
                                select fingerprint, item_id from mail_fingerprint
                                where collective_id = $1 and mail_fingerprint.fingerprint = wanted.fingerprint
                                limit 1) as found
                            where found.item_id is not null""", collective, values(fingerprints))
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
                            select wanted.message_id_hash from unnest($2::bytea[]) as wanted (message_id_hash)
                            cross join lateral (
                                select from mail_fingerprint
                                where collective_id = $1
                                and mail_fingerprint.message_id_hash = wanted.message_id_hash
                                and fingerprint <> all ($3::bytea[])
                                limit 1) as found""", collective, hashes.toArray(Buffer[]::new), values(fingerprints))
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
