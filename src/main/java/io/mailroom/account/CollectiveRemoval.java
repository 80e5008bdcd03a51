package io.mailroom.account;

import io.mailroom.db.Database;
import io.mailroom.db.Transactions;
import io.mailroom.schedule.Jobs;
import io.mailroom.web.Problem;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Has whole collectives removed: for an admin of theirs who proves to mean it, and for the operator. Blocking. */
@ApplicationScoped
class CollectiveRemoval {

    /** How fresh the sign-in of somebody has to be who has no password here. */
    private static final Duration FRESH = Duration.ofMinutes(15);

    private final Accounts accounts;
    private final Passwords passwords;
    private final LoginLimit limit;
    private final Departures departures;
    private final Transactions transactions;
    private final AccountConfig config;
    private final Database database;
    private final Jobs jobs;
    private final Clock clock;

    CollectiveRemoval(
            Accounts accounts,
            Passwords passwords,
            LoginLimit limit,
            Departures departures,
            Transactions transactions,
            AccountConfig config,
            Database database,
            Jobs jobs,
            Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.limit = limit;
        this.departures = departures;
        this.transactions = transactions;
        this.config = config;
        this.database = database;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** The operator's word counts once, as an id is never given again. */
    void start(@Observes StartupEvent event) {
        config.removeCollective().ifPresent(collective -> {
            if (!database.query("select from collective where id = $1", collective)
                    .isEmpty()) {
                departures
                        .begin(new Leaver(collective, null), null)
                        .ifPresent(removal -> Log.infof(
                                "A collective is being removed as configured; its report: /api/v1/open/removal/%s",
                                removal));
            }
        });
    }

    /**
     * Begins it; it goes on by itself.
     *
     * @param address where the request came from: passwords are guessed here no faster than at the login
     * @return the id of its report
     */
    UUID begin(Caller admin, String collective, String password, String address) {
        if (!collective.equals(admin.collective())) {
            throw Problem.invalid("collective", "is not the name of your collective");
        }
        prove(admin, password, address);
        UUID removal = departures
                .begin(new Leaver(admin.collectiveId(), null), null)
                .orElseThrow(() -> Problem.conflict("Your collective is being removed already."));
        now(removal);
        return removal;
    }

    private void now(UUID removal) {
        database.inTransaction(tx -> jobs.runBy(tx, Departures.NAME, removal.toString(), clock.instant()));
        jobs.wake();
    }

    private void prove(Caller admin, String password, String address) {
        var account = Optional.ofNullable(
                        transactions.awaitAll(() -> Panache.withSession(() -> accounts.findById(admin.accountId()))))
                .orElseThrow(Problem::unauthorized);
        String hash = account.passwordHash;
        if (hash == null) {
            var seen = account.lastSignIn;
            if (seen == null || seen.plus(FRESH).isBefore(clock.instant())) {
                throw Problem.forbidden("Sign in again first, to show that it is you.");
            }
            return;
        }
        var name = new AccountName(admin.collective(), admin.login());
        transactions.awaitAll(() -> limit.attempt(name, address));
        if (!transactions.awaitAll(() -> passwords.matches(password, hash))) {
            throw Problem.invalid("password", "is not your password");
        }
        transactions.awaitAll(() -> limit.success(name, address));
    }
}
