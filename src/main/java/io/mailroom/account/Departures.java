package io.mailroom.account;

import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.blob.BlobStore;
import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.schedule.Job;
import io.mailroom.schedule.Jobs;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Removes users and collectives with everything of theirs. From the first transaction on nobody of them is let in; then their rows
 * go batch by batch, what is under way is waited for, and last goes who they were. Every step can be repeated, and is
 * repeated by a job until the end: a killed process leaves nothing behind. Blocking.
 */
@ApplicationScoped
class Departures implements Job {

    static final String NAME = "removal";

    private static final int BATCH = 1000;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    /** A job that finds somebody else at it does the same once more, which harms nobody. */
    private static final Duration TAKE_OVER = Duration.ofMinutes(1);

    private final DepartureRows rows;
    private final Census census;
    private final List<BeforeRemoval> before;
    private final List<Belongings> belongings;
    private final BlobStore blobs;
    private final Sessions sessions;
    private final ApiTokens tokens;
    private final Audit audit;
    private final Transactions transactions;
    private final Database database;
    private final Jobs jobs;
    private final Clock clock;
    private volatile boolean stopping;

    Departures(
            DepartureRows rows,
            Census census,
            @All List<BeforeRemoval> before,
            @All List<Belongings> belongings,
            BlobStore blobs,
            Sessions sessions,
            ApiTokens tokens,
            Audit audit,
            Transactions transactions,
            Database database,
            Jobs jobs,
            Clock clock) {
        this.rows = rows;
        this.census = census;
        this.before = before;
        this.belongings = belongings;
        this.blobs = blobs;
        this.sessions = sessions;
        this.tokens = tokens;
        this.audit = audit;
        this.transactions = transactions;
        this.database = database;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** Before the scheduler waits for its runs: the present batch is the last. */
    void stop(@Observes @Priority(10) ShutdownEvent event) {
        stopping = true;
    }

    /**
     * Lets nobody of them in any more, and frees their name.
     *
     * @param entry of the audit trail, which is written with it
     * @return the removal; empty when they are being removed, or were
     */
    Optional<UUID> begin(Leaver leaver, @Nullable Entry entry) {
        UUID removal = UUID.randomUUID();
        boolean begun = database.transaction(tx -> {
            if (!lockOut(tx, leaver, removal)) {
                return false;
            }
            rows.begin(tx, removal, leaver);
            if (entry != null) {
                audit.record(tx, entry);
            }
            jobs.runBy(tx, NAME, removal.toString(), clock.instant().plus(TAKE_OVER));
            return true;
        });
        forget();
        return begun ? Optional.of(removal) : Optional.empty();
    }

    private void forget() {
        transactions.awaitAll(sessions::forget);
        transactions.awaitAll(tokens::forget);
    }

    private static boolean lockOut(Database.Session tx, Leaver leaver, UUID removal) {
        tx.update("""
                delete from login_failure where subject in (
                    select 'account:' || c.name || '/' || a.login from collective c join account a on a.collective_id = c.id
                    where c.id = $1 and ($2::uuid is null or a.id = $2))""", leaver.collective(), leaver.account());
        tx.update(
                "delete from login_session where account_id in (" + Leaver.ACCOUNTS + ")",
                leaver.collective(),
                leaver.account());
        tx.update(
                "delete from api_token where account_id in (" + Leaver.ACCOUNTS + ")",
                leaver.collective(),
                leaver.account());
        if (leaver.account() == null) {
            tx.update("delete from invite where collective_id = $1", leaver.collective());
            return tx.update(
                            "update collective set leaving = $2, name = 'leaving-' || $2::uuid where id = $1 and leaving is null",
                            leaver.collective(),
                            removal)
                    == 1;
        }
        return tx.update(
                        "update account set leaving = $2, login = 'leaving-' || $2::uuid, version = version + 1"
                                + " where id = $1 and leaving is null",
                        leaver.account(),
                        removal)
                == 1;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Instant> run(String instance) {
        return remove(UUID.fromString(instance), Duration.ofMinutes(5))
                ? Optional.empty()
                : Optional.of(clock.instant().plus(LOOK_AGAIN));
    }

    /** Whether that is the end of it; otherwise it goes on by itself. */
    boolean remove(UUID removal, Duration atMost) {
        var found = rows.leaver(removal);
        if (found.isEmpty()) {
            return true;
        }
        var leaver = found.get();
        long until = System.nanoTime() + atMost.toNanos();
        if (!rows.isCounted(removal)) {
            database.inTransaction(tx -> rows.before(tx, removal, census.take(tx, leaver)));
        }
        tell(leaver);
        boolean more = false;
        for (var room : belongings) {
            more |= removeAll(removal, leaver, room, until);
        }
        if (more || stopping) {
            return false;
        }
        // Before the end is told, which is that of the contents, too.
        blobs.collectSuspects();
        if (!finish(removal, leaver)) {
            return false;
        }
        forget();
        Log.infof("Removed %s", rows.report(removal).orElseThrow());
        return true;
    }

    /** Those whose grants are gone have nothing left to be told of. */
    private void tell(Leaver leaver) {
        for (var row : database.query(Leaver.ACCOUNTS, leaver.collective(), leaver.account())) {
            UUID account = row.getUUID(0);
            for (var room : before) {
                try {
                    room.beforeRemoval(account, leaver.collective());
                } catch (RuntimeException e) {
                    Log.warnf(e, "Something that the account %s has elsewhere outlives it", account);
                }
            }
        }
    }

    /** Whether something is left. */
    private boolean removeAll(UUID removal, Leaver leaver, Belongings room, long until) {
        while (true) {
            var step = database.transaction(tx -> step(tx, removal, leaver, room));
            if (!step.more()) {
                return false;
            }
            if (!step.progress() || stopping || System.nanoTime() - until >= 0) {
                return true;
            }
        }
    }

    private Belongings.Step step(Database.Session tx, UUID removal, Leaver leaver, Belongings room) {
        var step = room.removeSome(tx, leaver, BATCH);
        step.removed().forEach((kind, count) -> rows.count(tx, removal, kind, count));
        return step;
    }

    /** Nobody adds anything while this looks once more: what belongs to them has to wait for their row. */
    private boolean finish(UUID removal, Leaver leaver) {
        return database.transaction(tx -> {
            if (leaver.account() == null) {
                tx.query("select from collective where id = $1 for update", leaver.collective());
            } else {
                tx.query("select from account where id = $1 for update", leaver.account());
            }
            for (var room : belongings) {
                var step = step(tx, removal, leaver, room);
                if (step.progress() || step.more()) {
                    return false;
                }
            }
            tx.update("""
                    insert into departed_person (oidc_issuer, oidc_subject, departed)
                    select oidc_issuer, oidc_subject, $3 from account
                    where id in (%s) and oidc_subject is not null
                    on conflict (oidc_issuer, oidc_subject) do update set departed = excluded.departed""".formatted(Leaver.ACCOUNTS), leaver.collective(), leaver.account(), rows.now());
            rows.count(
                    tx,
                    removal,
                    "users",
                    tx.update(
                            "delete from account where id in (" + Leaver.ACCOUNTS + ")",
                            leaver.collective(),
                            leaver.account()));
            if (leaver.account() == null) {
                tx.update("delete from removal where collective_id = $1 and id <> $2", leaver.collective(), removal);
                tx.update("delete from collective where id = $1", leaver.collective());
            }
            rows.finish(tx, removal, census.take(tx, leaver));
            return true;
        });
    }
}
