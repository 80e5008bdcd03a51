package io.mailroom.account;

import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Transactions;
import io.mailroom.web.Problem;
import io.mailroom.web.RequestFacts;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes sure that it is the user who asks, and not somebody who has come by their session. Blocking. */
@ApplicationScoped
public class Proof {

    /** For people without a password here: how long ago they may have signed in. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final Accounts accounts;
    private final Passwords passwords;
    private final LoginLimit limit;
    private final Transactions transactions;
    private final Audit audit;
    private final Clock clock;

    Proof(
            Accounts accounts,
            Passwords passwords,
            LoginLimit limit,
            Transactions transactions,
            Audit audit,
            Clock clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.limit = limit;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Counted like a log-in.
     *
     * @param password theirs; not looked at where they have none, and signed in a moment ago instead
     * @throws Problem 422 for a wrong one, 429 after too many, 403 where it is too long ago
     */
    public void demand(Caller caller, @Nullable String password) {
        var account = transactions.read(() -> accounts.findById(caller.accountId()));
        if (account.passwordHash == null) {
            demandFresh(account.lastSignIn);
            return;
        }
        if (password == null || password.isEmpty()) {
            throw Problem.invalid("password", "must be given: a session is not enough for this");
        }
        var name = new AccountName(caller.collective(), caller.login());
        String address = RequestFacts.current().map(RequestFacts::address).orElse("unknown");
        String hash = account.passwordHash;
        boolean matches = transactions.awaitAll(
                () -> limit.attempt(name, address).chain(() -> passwords.matches(password, hash)));
        if (!matches) {
            audit.note(Entry.refused(caller.actor(), Act.DATA_EXPORTED, null));
            throw Problem.invalid("password", "is not your password");
        }
        transactions.awaitAll(() -> limit.success(name, address));
    }

    private void demandFresh(@Nullable Instant lastSignIn) {
        if (lastSignIn == null || lastSignIn.isBefore(clock.instant().minus(FRESH))) {
            throw Problem.forbidden(
                    "You signed in a while ago, and this gives out all of your secrets. Log out, sign in again, and"
                            + " repeat it within ten minutes.");
        }
    }
}
