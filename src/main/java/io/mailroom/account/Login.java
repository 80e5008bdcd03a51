package io.mailroom.account;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Lets a user in who knows the password. */
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

    Login(Accounts accounts, Passwords passwords, Sessions sessions, LoginLimit limit, Turns turns) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.sessions = sessions;
        this.limit = limit;
        this.turns = turns;
    }

    /** @param address the client's, for the limit */
    Uni<Entered> enter(AccountName name, String password, boolean remember, String address) {
        return turns.inTurn(name, () -> attempt(name, password, remember, address));
    }

    private Uni<Entered> attempt(AccountName name, String password, boolean remember, String address) {
        return limit.attempt(name, address)
                .chain(() -> Panache.withSession(() -> accounts.named(name)))
                .chain(account -> matches(account, password)
                        .chain(matches -> matches
                                ? welcome(name, account.orElseThrow(), remember, address)
                                : Uni.createFrom().item(new Entered.Refused())));
    }

    private Uni<Boolean> matches(Optional<Account> account, String password) {
        return account.flatMap(known -> Optional.ofNullable(known.passwordHash))
                .map(hash -> passwords.matches(password, hash))
                .orElseGet(() -> passwords.matchesNobody(password));
    }

    private Uni<Entered> welcome(AccountName name, Account account, boolean remember, String address) {
        return limit.success(name, address)
                .chain(() -> sessions.open(account.id, remember))
                .map(session -> new Entered.Welcome(name, session));
    }
}
