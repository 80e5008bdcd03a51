package io.mailroom.db;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Supplier;

/** The one door from blocking (virtual-thread) code into Hibernate Reactive. */
@ApplicationScoped
public class Transactions {

    /** No transaction of ours has a reason to take longer. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    /** Runs {@code work} in its own transaction on an event loop and parks the calling thread. Never call it on an event loop. */
    public <T> T await(Supplier<Uni<T>> work) {
        return awaitAll(() -> Panache.withTransaction(work));
    }

    /** The same for {@code work} that only reads, and in which it does not matter what others change between two statements. */
    public <T> T read(Supplier<Uni<T>> work) {
        return awaitAll(() -> Panache.withSession(work));
    }

    /**
     * The same for work that opens its sessions itself, one after the other: what is asked outside of any session is not to
     * wait for a second database connection while it holds one.
     */
    public <T> T awaitAll(Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(
                    () -> work.get().ifNoItem().after(LIMIT).fail());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("transaction failed", e);
        }
    }
}
