package io.mailroom.item;

import io.mailroom.account.Caller;
import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.mailroom.mime.Part;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Makes items of uploaded files; a mail becomes what it becomes by import. Blocking. */
@ApplicationScoped
class Uploads {

    private final Database database;
    private final BlobStore blobs;
    private final MailIntake intake;
    private final Clock clock;

    Uploads(Database database, BlobStore blobs, MailIntake intake, Clock clock) {
        this.database = database;
        this.blobs = blobs;
        this.intake = intake;
        this.clock = clock;
    }

    /**
     * All or nothing.
     *
     * @return the items that the files are now, in their order, each once; those that were there before too
     */
    List<UUID> add(Caller caller, UploadMeta meta, List<UploadedFile> files) {
        var target = meta.target(caller);
        boolean single = meta.oneItemPerFile() || files.size() == 1;
        // Parsed before the transaction begins, as that can take a while.
        var mails = new HashMap<UploadedFile, IncomingMail>();
        files.stream().filter(file -> single && file.isMail()).forEach(file -> mails.put(file, mail(file, meta)));
        return database.transaction(tx -> {
            var items = new HashMap<UploadedFile, UUID>(mails(tx, target, mails));
            var rest = files.stream().filter(file -> !mails.containsKey(file)).toList();
            items.putAll(files(tx, target, meta, rest));
            return files.stream().map(items::get).distinct().toList();
        });
    }

    private IncomingMail mail(UploadedFile file, UploadMeta meta) {
        var message = file.message();
        var chosen = message.parts().stream()
                .filter(part -> part.kind() == Part.Kind.ATTACHMENT && meta.takes(String.valueOf(part.name())))
                .toList();
        return new IncomingMail(message, file.bytes(), meta.way(), clock.instant(), chosen, meta.takes(Names.PAGE));
    }

    private Map<UploadedFile, UUID> mails(Database.Session tx, Target target, Map<UploadedFile, IncomingMail> mails) {
        var files = List.copyOf(mails.keySet());
        var outcomes = intake.add(tx, target, files.stream().map(mails::get).toList());
        var items = new HashMap<UploadedFile, UUID>();
        for (int i = 0; i < files.size(); i++) {
            items.put(
                    files.get(i),
                    switch (outcomes.get(i)) {
                        case Outcome.Imported imported -> imported.item();
                        case Outcome.Duplicate duplicate -> duplicate.item();
                    });
        }
        return items;
    }

    private Map<UploadedFile, UUID> files(
            Database.Session tx, Target target, UploadMeta meta, List<UploadedFile> files) {
        var items = new HashMap<UploadedFile, UUID>();
        var known = meta.skipsDuplicates() ? known(tx, target.collectiveId(), files) : Map.<ByteBuffer, UUID>of();
        var fresh = new LinkedHashMap<Object, UploadedFile>();
        for (var file : files) {
            var before = known.get(file.key());
            if (before != null) {
                items.put(file, before);
            } else {
                // The same file twice in one upload is a duplicate as well.
                fresh.putIfAbsent(meta.skipsDuplicates() ? file.key() : file, file);
            }
        }
        if (!fresh.isEmpty()) {
            var unique = List.copyOf(fresh.values());
            blobs.put(tx, unique.stream().map(UploadedFile::blob).toList());
            var groups = meta.oneItemPerFile() ? unique.stream().map(List::of).toList() : List.of(unique);
            items.putAll(write(tx, target, meta.way(), groups));
            files.forEach(file -> items.computeIfAbsent(file, twin -> items.get(fresh.get(twin.key()))));
        }
        return items;
    }

    /** Which of the files the collective has, as an attachment or as an original message. */
    private static Map<ByteBuffer, UUID> known(Database.Session tx, UUID collective, List<UploadedFile> files) {
        var known = new HashMap<ByteBuffer, UUID>();
        tx.query(
                        """
                        select sha256, item.id from attachment join item on item.id = item_id
                        where collective_id = $1 and kind = 'attachment' and sha256 = any($2::bytea[])
                        union all
                        select raw_hash, id from item where collective_id = $1 and raw_hash = any($2::bytea[])""",
                        collective,
                        files.stream().map(file -> Buffer.buffer(file.sha256())).toArray(Buffer[]::new))
                .forEach(row ->
                        known.putIfAbsent(ByteBuffer.wrap(row.getBuffer(0).getBytes()), row.getUUID(1)));
        return known;
    }

    private Map<UploadedFile, UUID> write(
            Database.Session tx, Target target, Direction direction, List<List<UploadedFile>> groups) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var ids = new HashMap<UploadedFile, UUID>();
        var items = new ArrayList<NewItem>();
        var attachments = new ArrayList<NewAttachment>();
        for (var group : groups) {
            UUID id = Ids.next();
            for (var file : group) {
                ids.put(file, id);
                attachments.add(NewAttachment.file(id, group.indexOf(file), file));
            }
            long size = group.stream().mapToLong(UploadedFile::size).sum();
            items.add(new NewItem(
                    id,
                    group.getFirst().name(),
                    direction,
                    now.plus(items.size(), ChronoUnit.MICROS),
                    null,
                    group.size(),
                    size,
                    null));
        }
        ItemWriter.write(tx, target, items, attachments);
        return ids;
    }
}
