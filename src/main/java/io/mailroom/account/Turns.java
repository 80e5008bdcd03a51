package io.mailroom.account;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the logins of one account in one after the other on this replica: attempts are counted before the password is
 * looked at, and a dozen right ones at the same moment are no attack.
 */
@ApplicationScoped
class Turns {

    private final ConcurrentMap<AccountName, CompletableFuture<Boolean>> last = new ConcurrentHashMap<>();

    <T> Uni<T> inTurn(AccountName account, Supplier<Uni<T>> login) {
        return Uni.createFrom().deferred(() -> {
            var context = Vertx.currentContext();
            var mine = new CompletableFuture<Boolean>();
            var before = last.put(account, mine);
            Uni<Boolean> turn = before == null
                    ? Uni.createFrom().item(true)
                    : Uni.createFrom().completionStage(before);
            return turn.emitOn(task -> run(context, task))
                    .chain(() -> login.get())
                    .onTermination()
                    .invoke(() -> {
                        last.remove(account, mine);
                        mine.complete(true);
                    });
        });
    }

    /** Back on the caller's event loop: whoever was before was on its own. */
    private static void run(@Nullable Context context, Runnable task) {
        if (context == null) {
            task.run();
        } else {
            context.runOnContext(nothing -> task.run());
        }
    }
}
