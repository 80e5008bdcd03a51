package io.mailroom.ops;

import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.web.Frame;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Those who run the installation: they see how all of it is doing. Where anybody may sign up, an admin of just any
 * collective is a stranger.
 */
class Operators {

    private final OpsConfig config;
    private final Pool pool;
    private final Cache first;
    private final CurrentCaller caller;

    Operators(OpsConfig config, Pool pool, @CacheName("first-collective") Cache first, CurrentCaller caller) {
        this.config = config;
        this.pool = pool;
        this.first = first;
        this.caller = caller;
    }

    /** Every page shows them the way. */
    @ServerRequestFilter
    public Uni<Void> mark(RoutingContext asked) {
        var known = caller.find();
        if (known.isEmpty() || !asked.normalizedPath().startsWith("/app")) {
            return Uni.createFrom().voidItem();
        }
        return include(known.get())
                .invoke(operator -> asked.put(Frame.OPERATOR, operator))
                .replaceWithVoid();
    }

    Uni<Boolean> include(Caller one) {
        return config.operators()
                .map(names -> Uni.createFrom().item(names.contains(one.name())))
                .orElseGet(() -> one.admin()
                        ? first().map(one.collectiveId()::equals)
                        : Uni.createFrom().item(false));
    }

    private Uni<UUID> first() {
        return first.getAsync(
                "",
                key -> pool.query("select id from collective order by created, id limit 1")
                        .execute()
                        .map(rows -> rows.iterator().next().getUUID("id")));
    }
}
