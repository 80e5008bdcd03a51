package io.mailroom.ops;

import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** One select and nothing else, to measure the real endpoints against. Only in builds with {@code -Dmailroom.bench=true}. */
@Path("/api/bench/select")
@IfBuildProperty(name = "mailroom.bench", stringValue = "true")
class BareSelect {

    private final Pool pool;

    BareSelect(Pool pool) {
        this.pool = pool;
    }

    @GET
    public Uni<String> select() {
        return pool.preparedQuery("select name from collective limit 1")
                .execute()
                .map(rows -> rows.size() == 0 ? "" : rows.iterator().next().getString(0));
    }
}
