package io.mailroom.account;

import io.mailroom.audit.Act;
import io.mailroom.audit.Entry;
import io.mailroom.db.Transactions;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/** Removes users for admins, who wait for it if it does not take long. Blocking. */
@ApplicationScoped
class Removal {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Accounts accounts;
    private final Departures departures;
    private final Transactions transactions;

    Removal(Accounts accounts, Departures departures, Transactions transactions) {
        this.accounts = accounts;
        this.departures = departures;
        this.transactions = transactions;
    }

    /** The id of its report. */
    UUID remove(Caller admin, String login) {
        if (login.equals(admin.login())) {
            throw Problem.conflict("You cannot delete yourself. Another admin can.");
        }
        UUID account = transactions
                .await(() -> accounts.of(admin.collectiveId(), login))
                .map(found -> found.id)
                .orElseThrow(() -> unknown(login));
        UUID removal = departures
                .begin(new Leaver(admin.collectiveId(), account), Entry.done(admin.actor(), Act.USER_REMOVED, login))
                .orElseThrow(() -> unknown(login));
        departures.remove(removal, PATIENCE);
        return removal;
    }

    private static Problem unknown(String login) {
        return Problem.notFound("There is no user named " + login + ".");
    }
}
