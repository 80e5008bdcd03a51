package io.mailroom.scan;

import io.mailroom.db.Database;
import io.mailroom.item.Outcome;
import io.mailroom.web.Traced;
import io.opentelemetry.context.Context;
import io.quarkus.logging.Log;
import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Commits batches of one mailbox: items, ledger, cursor and the run's numbers in one transaction each. Blocking. */
final class Storing {

    private static final int TRIES = 3;

    private final ScanTarget target;
    private final String mailbox;
    private final Run run;
    private final Ledger ledger;
    private final Arrivals arrivals;
    private final Database database;
    private final Consumer<Handled> committed;

    private final Pending pending = new Pending();

    /** Batches are committed on another thread. */
    private final Context trace = Traced.current();

    Storing(
            ScanTarget target,
            String mailbox,
            Run run,
            Ledger ledger,
            Arrivals arrivals,
            Database database,
            Consumer<Handled> committed) {
        this.target = target;
        this.mailbox = mailbox;
        this.run = run;
        this.ledger = ledger;
        this.arrivals = arrivals;
        this.database = database;
        this.committed = committed;
    }

    Pending pending() {
        return pending;
    }

    /** Ahead of the commit: the bytes into the store. */
    void stage(MailBatch batch) {
        arrivals.stage(target, batch.arrived());
    }

    /** Commits the batch; if the database refuses it, each of its mails by itself, so that one cannot stop the others. */
    synchronized void commit(MailBatch batch) {
        if (batch.isEmpty()) {
            batch.close();
            return;
        }
        try {
            commit(batch.arrived(), batch.handled());
        } catch (PgException e) {
            if (isOfTheServer(e)) {
                throw e;
            }
            Log.warnf(
                    "A batch of %d mails was refused (%s); storing them one by one",
                    batch.arrived().size(), e.getSqlState());
            commit(List.of(), batch.handled());
            for (var mail : batch.arrived()) {
                commitAlone(mail);
            }
        } finally {
            batch.close();
        }
        if (batch.endsRun()) {
            run.roll(target);
        }
    }

    private void commitAlone(MailBatch.Arrived mail) {
        try {
            commit(List.of(mail), List.of());
        } catch (PgException e) {
            if (isOfTheServer(e)) {
                throw e;
            }
            Log.warnf(e, "A mail could not be stored");
            commit(
                    List.of(),
                    List.of(Handled.failed(mail.info().uid(), "The database refused it (" + e.getSqlState() + ").")));
        }
    }

    private void commit(List<MailBatch.Arrived> arrived, List<Handled> known) {
        for (int tried = 1; ; tried++) {
            try {
                var all = stored(arrived, known);
                pending.done(all);
                all.forEach(committed);
                return;
            } catch (PgException e) {
                if (tried == TRIES || !isWorthAnotherTry(e)) {
                    throw e;
                }
            }
        }
    }

    private List<Handled> stored(List<MailBatch.Arrived> arrived, List<Handled> known) {
        try (var _ = trace.makeCurrent()) {
            return Traced.act(
                    "commit batch",
                    "mails",
                    arrived.size(),
                    () -> database.transaction(session -> store(session, arrived, known)));
        }
    }

    /** No mail's fault: connection lost, out of resources, shut down or starting up, disk error, internal error. */
    private static boolean isOfTheServer(PgException e) {
        return String.valueOf(e.getSqlState()).matches("(08|53|57|58|XX).*");
    }

    private static boolean isWorthAnotherTry(PgException e) {
        String state =
                String.valueOf(e.getSqlState()); // deadlock, serialization failure, someone else's blob just went
        return state.equals("40P01") || state.equals("40001") || state.equals("23503");
    }

    private List<Handled> store(Database.Session session, List<MailBatch.Arrived> arrived, List<Handled> known) {
        run.fence(session);
        var all = new ArrayList<>(known);
        var outcomes = arrivals.add(session, target, arrived);
        for (int i = 0; i < arrived.size(); i++) {
            all.add(handled(arrived.get(i), outcomes.get(i)));
        }
        run.add(session, mailbox, all.stream().map(Handled::tally).reduce(Tally.NOTHING, Tally::plus));
        ledger.write(session, all, pending.lastUid(all));
        return all;
    }

    /** A mail whose item was deleted here is left alone on the server: it is the only copy. */
    private Handled handled(MailBatch.Arrived mail, Outcome outcome) {
        long uid = mail.info().uid();
        long bytes = mail.raw().size();
        String action = target.actions().imported().noted();
        return switch (outcome) {
            case Outcome.Imported(var item, boolean reused) ->
                new Handled(
                        uid,
                        Handled.Outcome.IMPORTED,
                        item,
                        action,
                        reused ? "Another mail has the same Message-ID." : null,
                        bytes);
            case Outcome.Duplicate(var item) ->
                new Handled(uid, Handled.Outcome.DUPLICATE, item, item == null ? null : action, null, bytes);
        };
    }

    /** There was nothing for this task up to here. */
    synchronized void pass(long upTo) {
        pending.expect(new long[0], upTo);
        commit(List.of(), List.of());
    }
}
