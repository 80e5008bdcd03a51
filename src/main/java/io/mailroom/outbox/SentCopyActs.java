package io.mailroom.outbox;

import io.mailroom.health.Connection;
import io.mailroom.health.ConnectionUsers;
import io.mailroom.health.Kind;
import io.mailroom.schedule.Jobs;
import io.mailroom.settings.ImapSettingUsers;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** What is decided elsewhere and matters to copies of sent mails. Reactive, within the transaction of the decision. */
@ApplicationScoped
class SentCopyActs implements ConnectionUsers, ImapSettingUsers {

    private static final String INTEND =
            SentCopies.INTEND.replace("any($1)", "?1").replace('$', '?');

    private final Jobs jobs;
    private final SendConfig config;
    private final Clock clock;

    SentCopyActs(Jobs jobs, SendConfig config, Clock clock) {
        this.jobs = jobs;
        this.config = config;
        this.clock = clock;
    }

    /** Its sender says that a mail was delivered, of which nobody knew. */
    Uni<Void> delivered(UUID mail) {
        var now = clock.instant();
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(INTEND, Object[].class)
                        .setParameter(1, mail)
                        .setParameter(2, utc(now))
                        .setParameter(3, utc(Errand.firstLook(now)))
                        .setParameter(4, utc(now.plus(config.retryFor())))
                        .getResultList())
                .chain(intended -> intended.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : jobs.runNow(SentCopyJob.NAME, intended.getFirst()[0].toString()));
    }

    @Override
    public Uni<Void> retry(Connection connection) {
        if (connection.kind() != Kind.IMAP) {
            return Uni.createFrom().voidItem();
        }
        return execute(
                        "update sent_copy set next_try = ?2 where imap_id = ?1 and next_try > ?2 and state = 'pending'",
                        connection.id())
                .chain(waiting -> waiting == 0
                        ? Uni.createFrom().voidItem()
                        : jobs.runNow(SentCopyJob.NAME, connection.id().toString()));
    }

    /** Copies of mails are no reason to keep a setting. */
    @Override
    public Uni<List<String>> tasksUsing(UUID imapSetting) {
        return Uni.createFrom().item(List.of());
    }

    /** What is sought there is ended by who can tell of it: its sender waits to hear of his mail. */
    @Override
    public Uni<Void> letGo(UUID imapSetting) {
        return execute("""
                        update sent_copy set imap_id = null,
                            next_try = case state when 'sought' then next_try end,
                            state = case state when 'pending' then 'failed' else state end,
                            reason = case when next_try is null then reason else '%s' end,
                            changed = case when next_try is null then changed else ?2 end
                        where imap_id = ?1""".formatted(SentCopies.NO_SETTING), imapSetting)
                .chain(() -> jobs.remove(SentCopyJob.NAME, imapSetting.toString()));
    }

    private Uni<Integer> execute(String sql, UUID imap) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(sql)
                        .setParameter(1, imap)
                        .setParameter(2, utc(clock.instant()))
                        .executeUpdate());
    }

    private static OffsetDateTime utc(java.time.Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
