package io.mailroom.account;

import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Transactions;
import io.mailroom.web.Problem;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Deletes users, after what they have elsewhere was ended. Blocking. */
@ApplicationScoped
class Removal {

    private final Accounts accounts;
    private final List<BeforeRemoval> before;
    private final Sessions sessions;
    private final Audit audit;
    private final ApiTokens tokens;
    private final Transactions transactions;

    Removal(
            Accounts accounts,
            @All List<BeforeRemoval> before,
            Sessions sessions,
            Audit audit,
            ApiTokens tokens,
            Transactions transactions) {
        this.accounts = accounts;
        this.before = before;
        this.sessions = sessions;
        this.audit = audit;
        this.tokens = tokens;
        this.transactions = transactions;
    }

    void remove(Caller admin, String login) {
        if (login.equals(admin.login())) {
            throw Problem.conflict("You cannot delete yourself. Another admin can.");
        }
        UUID account = transactions
                .await(() -> accounts.of(admin.collectiveId(), login))
                .map(found -> found.id)
                .orElseThrow(() -> unknown(login));
        before.forEach(room -> tell(room, account, admin.collectiveId()));
        transactions.await(() ->
                delete(account, login).call(() -> audit.record(Entry.done(admin.actor(), Act.USER_REMOVED, login))));
        transactions.await(sessions::forget);
        transactions.await(tokens::forget);
    }

    private static void tell(BeforeRemoval room, UUID account, UUID collective) {
        try {
            room.beforeRemoval(account, collective);
        } catch (RuntimeException e) {
            Log.warnf(e, "Something that the account %s has elsewhere outlives it", account);
        }
    }

    private Uni<Void> delete(UUID account, String login) {
        return accounts.findById(account)
                .map(found -> Optional.ofNullable(found).orElseThrow(() -> unknown(login)))
                .chain(accounts::remove);
    }

    private static Problem unknown(String login) {
        return Problem.notFound("There is no user named " + login + ".");
    }
}
