package io.mailroom.item;

import io.mailroom.account.Caller;
import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import io.mailroom.db.Ids;
import io.mailroom.item.UploadReport.Fate;
import io.mailroom.item.UploadReport.Kind;
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
import java.util.Optional;
import java.util.UUID;

/** Makes items of uploaded files; a mail becomes what it becomes by import. Blocking. */
@ApplicationScoped
class Uploads {

    private final Database database;
    private final BlobStore blobs;
    private final MailIntake intake;
    private final Archives archives;
    private final Clock clock;

    Uploads(Database database, BlobStore blobs, MailIntake intake, Archives archives, Clock clock) {
        this.database = database;
        this.blobs = blobs;
        this.intake = intake;
        this.archives = archives;
        this.clock = clock;
    }

    /** All files or none; then the archives among them, batch by batch. */
    UploadReport add(Caller caller, UploadMeta meta, List<UploadedFile> files) {
        var target = meta.target(caller);
        boolean single = meta.oneItemPerFile() || files.size() == 1;
        var unpacked = files.stream().filter(file -> single && file.isArchive()).toList();
        unpacked.forEach(archives::check);
        // Parsed before the transaction begins, as that can take a while.
        var mails = files.stream()
                .filter(file -> single && file.isMail())
                .map(file -> new UploadedMail(file, meta.incoming(file.message(), file.bytes(), clock.instant())))
                .toList();
        var plain = files.stream()
                .filter(file -> !(single && (file.isMail() || file.isArchive())))
                .map(UploadedFile::blob)
                .toList();
        var incoming = mails.stream().flatMap(mail -> mail.incoming().stream()).toList();
        // No transaction is open while bytes are sent to where that takes its time.
        blobs.stage(plain);
        intake.stage(target, incoming);
        var fates = database.transaction(tx -> {
            var known = new HashMap<UploadedFile, Fate>(mails(tx, target, meta, mails));
            var rest = files.stream()
                    .filter(file -> !known.containsKey(file) && !unpacked.contains(file))
                    .toList();
            known.putAll(files(tx, target, meta, rest));
            return known;
        });
        var report = new UploadReport();
        for (var file : files) {
            var fate = fates.get(file);
            if (fate == null) {
                archives.add(target, meta, file, report);
            } else {
                report.add(fate);
            }
        }
        return report;
    }

    /** @param incoming empty where the filters leave nothing of it */
    private record UploadedMail(UploadedFile file, Optional<IncomingMail> incoming) {}

    private Map<UploadedFile, Fate> mails(
            Database.Session tx, Target target, UploadMeta meta, List<UploadedMail> mails) {
        var fates = new HashMap<UploadedFile, Fate>();
        var chosen = new ArrayList<UploadedFile>();
        var incoming = new ArrayList<IncomingMail>();
        for (var mail : mails) {
            mail.incoming()
                    .ifPresentOrElse(
                            wanted -> {
                                chosen.add(mail.file());
                                incoming.add(wanted);
                            },
                            () -> fates.put(
                                    mail.file(),
                                    Fate.of(mail.file().name(), null, Kind.FILTERED, null, meta.filteredBy())));
        }
        var outcomes = intake.add(tx, target, incoming);
        for (int i = 0; i < chosen.size(); i++) {
            fates.put(chosen.get(i), Fate.of(chosen.get(i).name(), null, outcomes.get(i)));
        }
        return fates;
    }

    private Map<UploadedFile, Fate> files(
            Database.Session tx, Target target, UploadMeta meta, List<UploadedFile> files) {
        var fates = new HashMap<UploadedFile, Fate>();
        var known = meta.skipsDuplicates() ? known(tx, target.collectiveId(), files) : Map.<ByteBuffer, UUID>of();
        var fresh = new LinkedHashMap<Object, UploadedFile>();
        for (var file : files) {
            var before = known.get(file.key());
            if (before != null) {
                fates.put(file, Fate.of(file.name(), null, Kind.DUPLICATE, before, null));
            } else {
                // The same file twice in one upload is a duplicate as well.
                fresh.putIfAbsent(meta.skipsDuplicates() ? file.key() : file, file);
            }
        }
        if (!fresh.isEmpty()) {
            var unique = List.copyOf(fresh.values());
            blobs.put(tx, unique.stream().map(UploadedFile::blob).toList());
            var groups = meta.oneItemPerFile() ? unique.stream().map(List::of).toList() : List.of(unique);
            var items = write(tx, target, meta.way(), groups);
            items.forEach((file, item) -> fates.put(file, Fate.of(file.name(), null, Kind.IMPORTED, item, null)));
            for (var twin : files) {
                var item = items.get(fresh.get(twin.key()));
                fates.computeIfAbsent(twin, file -> Fate.of(file.name(), null, Kind.DUPLICATE, item, null));
            }
        }
        return fates;
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
