package io.mailroom.ops;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flywaydb.core.Flyway;

/** Ready only on the schema that this build was made for, or a newer one that another replica has brought. */
@Readiness
@ApplicationScoped
class MigrationCheck implements AsyncHealthCheck {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Flyway flyway;
    private final Pool pool;
    private volatile int expected;

    MigrationCheck(Flyway flyway, Pool pool) {
        this.flyway = flyway;
        this.pool = pool;
    }

    void count(@Observes StartupEvent event) {
        expected = flyway.info().all().length;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return pool.query("select count(*) from flyway_schema_history where success and version is not null")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .map(applied -> HealthCheckResponse.named("migrations")
                        .status(applied >= expected)
                        .withData("applied", applied)
                        .withData("expected", expected)
                        .build())
                .onFailure()
                .recoverWithItem(e -> HealthCheckResponse.named("migrations")
                        .down()
                        .withData("reason", "the database does not answer")
                        .build());
    }
}
