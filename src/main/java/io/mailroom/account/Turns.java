package io.mailroom.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Lets the logins of one account in one after the other on this replica: attempts are counted before the password is
 * looked at, and a dozen right ones at the same moment are no attack.
 */
@ApplicationScoped
class Turns {

    private final ConcurrentMap<AccountName, CompletableFuture<Boolean>> last = new ConcurrentHashMap<>();

    <T> Uni<T> inTurn(AccountName account, Supplier<Uni<T>> login) {
        return Uni.createFrom().deferred(() -> {
            var own = OwnContext.current();
            var mine = new CompletableFuture<Boolean>();
            var before = last.put(account, mine);
            Uni<Boolean> turn = before == null
                    ? Uni.createFrom().item(true)
                    : Uni.createFrom().completionStage(before);
            return turn.emitOn(own).chain(() -> login.get()).onTermination().invoke(() -> {
                last.remove(account, mine);
                mine.complete(true);
            });
        });
    }
}
