package io.mailroom.outbox;

import io.mailroom.health.Connection;
import io.mailroom.health.ConnectionUsers;
import io.mailroom.health.Kind;
import io.mailroom.schedule.Jobs;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;

/** What waits for an SMTP setting goes on when that is mended. */
@ApplicationScoped
class OutboxUsers implements ConnectionUsers {

    private final Jobs jobs;
    private final Clock clock;

    OutboxUsers(Jobs jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /** Whoever holds one just now says himself when it goes on. */
    @Override
    public Uni<Void> retry(Connection connection) {
        if (connection.kind() != Kind.SMTP) {
            return Uni.createFrom().voidItem();
        }
        return Panache.getSession()
                .chain(session -> session.createNativeQuery("""
                                update sent_mail set next_attempt = greatest(not_before, ?2) where id in (
                                    select id from sent_mail
                                    where smtp_id = ?1 and status = 'queued' and claimed_until is null
                                    order by id for no key update)""")
                        .setParameter(1, connection.id())
                        .setParameter(2, clock.instant().atOffset(ZoneOffset.UTC))
                        .executeUpdate())
                .chain(waiting -> waiting == 0
                        ? Uni.createFrom().voidItem()
                        : jobs.runNow(OutboxJob.NAME, connection.id().toString()));
    }
}
