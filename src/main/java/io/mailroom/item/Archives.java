package io.mailroom.item;

import io.mailroom.db.Database;
import io.mailroom.item.UploadReport.Fate;
import io.mailroom.mime.MboxReader;
import io.mailroom.web.Problem;
import io.quarkus.logging.Log;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Makes items of the mails in an archive, a batch at a time, each in a transaction of its own: what is stored of an upload
 * that was cut off is recognised when it is sent again. Blocking.
 */
@ApplicationScoped
class Archives {

    private static final int TRIES = 3;

    private final Database database;
    private final MailIntake intake;
    private final Clock clock;

    Archives(Database database, MailIntake intake, Clock clock) {
        this.database = database;
        this.intake = intake;
        this.clock = clock;
    }

    /** @throws Problem 422 that names the file unless it is an archive */
    void check(UploadedFile file) {
        try {
            open(file).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MboxReader open(UploadedFile file) throws IOException {
        return MboxReader.open(file.path())
                .orElseThrow(() -> Problem.invalid(
                        "file",
                        file.name() + " is no mbox: that begins with a line From, sender and date."
                                + " Nothing was stored."));
    }

    /** Memory grows neither with the archive nor with a mail in it. */
    void add(Target target, UploadMeta meta, UploadedFile file, UploadReport report) {
        try (var mbox = open(file);
                var batch = new ArchiveBatch(file.name(), meta, clock)) {
            while (batch.add(mbox)) {
                if (batch.full()) {
                    commit(target, batch, report);
                }
            }
            commit(target, batch, report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** If the database refuses the batch, each of its mails by itself, so that one cannot stop the others. */
    private void commit(Target target, ArchiveBatch batch, UploadReport report) throws IOException {
        var mails = batch.mails();
        var outcomes = outcomes(target, mails);
        for (int i = 0; i < mails.size(); i++) {
            batch.settle(mails.get(i), outcomes.get(i));
        }
        batch.fates().forEach(report::add);
        batch.clear();
    }

    private List<Fate> outcomes(Target target, List<ArchiveBatch.Mail> mails) {
        try {
            return store(target, mails);
        } catch (PgException e) {
            Log.warnf("A batch of %d mails was refused (%s); storing them one by one", mails.size(), e.getSqlState());
            return mails.stream().map(mail -> alone(target, mail)).toList();
        }
    }

    private Fate alone(Target target, ArchiveBatch.Mail mail) {
        try {
            return store(target, List.of(mail)).getFirst();
        } catch (PgException e) {
            Log.warnf(e, "A mail could not be stored");
            return mail.failed("The database refused it (" + e.getSqlState() + ").");
        }
    }

    private List<Fate> store(Target target, List<ArchiveBatch.Mail> mails) {
        if (mails.isEmpty()) {
            return List.of();
        }
        var incoming = mails.stream().map(ArchiveBatch.Mail::incoming).toList();
        for (int tried = 1; ; tried++) {
            try {
                var outcomes = database.transaction(tx -> intake.add(tx, target, incoming));
                return IntStream.range(0, mails.size())
                        .mapToObj(i -> mails.get(i).became(outcomes.get(i)))
                        .toList();
            } catch (PgException e) {
                if (tried == TRIES || !isWorthAnotherTry(e)) {
                    throw e;
                }
            }
        }
    }

    /** Deadlock, serialization failure, somebody else's blob just went. */
    private static boolean isWorthAnotherTry(PgException e) {
        return List.of("40P01", "40001", "23503").contains(Objects.requireNonNullElse(e.getSqlState(), ""));
    }
}
