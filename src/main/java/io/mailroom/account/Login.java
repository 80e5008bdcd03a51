package io.mailroom.account;

import io.mailroom.audit.Act;
import io.mailroom.audit.Actor;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.web.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Lets a user in who knows the password. */
@Startup // so that its numbers are there, at zero, before anything happens
@ApplicationScoped
class Login {

    /** What became of a login. */
    sealed interface Entered {
        record Welcome(AccountName who, Sessions.Opened session) implements Entered {}

        /** Deliberately without a reason. */
        record Refused() implements Entered {}
    }

    private final Accounts accounts;
    private final Passwords passwords;
    private final Sessions sessions;
    private final LoginLimit limit;
    private final Turns turns;
    private final Audit audit;
    private final MeterRegistry metrics;

    Login(
            Accounts accounts,
            Passwords passwords,
            Sessions sessions,
            LoginLimit limit,
            Turns turns,
            Audit audit,
            MeterRegistry metrics) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.sessions = sessions;
        this.limit = limit;
        this.turns = turns;
        this.audit = audit;
        this.metrics = metrics;
        for (var outcome : List.of("accepted", "refused", "not-tried")) {
            counter(outcome);
        }
    }

    /** @param address the client's, for the limit */
    Uni<Entered> enter(AccountName name, String password, boolean remember, String address) {
        return turns.inTurn(name, () -> attempt(name, password, remember, address))
                .invoke(entered -> count(entered instanceof Entered.Welcome ? "accepted" : "refused"))
                .onFailure(Problem.class)
                .invoke(e -> count("not-tried"));
    }

    private Uni<Entered> attempt(AccountName name, String password, boolean remember, String address) {
        return limit.attempt(name, address)
                .chain(() -> Panache.withSession(() -> accounts.named(name)))
                .chain(account -> matches(account, password)
                        .chain(matches ->
                                matches ? welcome(name, account.orElseThrow(), remember, address) : refused(name)));
    }

    /** Those that were not tried were too many. */
    private void count(String outcome) {
        counter(outcome).increment();
    }

    private Counter counter(String outcome) {
        return Counter.builder("mailroom.logins")
                .description("Log-ins with a password")
                .tag("outcome", outcome)
                .register(metrics);
    }

    private Uni<Entered> refused(AccountName name) {
        audit.noteStranger(name.collective(), name.login(), Act.LOG_IN);
        return Uni.createFrom().item(new Entered.Refused());
    }

    private Uni<Boolean> matches(Optional<Account> account, String password) {
        return account.flatMap(known -> Optional.ofNullable(known.passwordHash))
                .map(hash -> passwords.matches(password, hash))
                .orElseGet(() -> passwords.matchesNobody(password));
    }

    private static Entry entry(Account account) {
        return Entry.done(Actor.of(account.collectiveId, account.id, account.login), Act.LOG_IN, null);
    }

    private Uni<Entered> welcome(AccountName name, Account account, boolean remember, String address) {
        return limit.success(name, address)
                .chain(() -> sessions.open(account.id, remember, entry(account)))
                .map(session -> new Entered.Welcome(name, session));
    }
}
