package io.mailroom.account;

import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;

/**
 * Counts failed logins per account and per address, in the database so that replicas count together. An attempt is
 * counted before the password is looked at, or a hundred at once would all pass; a success takes its count back.
 */
@ApplicationScoped
class LoginLimit {

    private final Pool pool;
    private final AccountConfig config;
    private final Clock clock;

    LoginLimit(Pool pool, AccountConfig config, Clock clock) {
        this.pool = pool;
        this.config = config;
        this.clock = clock;
    }

    /** Fails with 429 when there were too many. */
    Uni<Void> attempt(AccountName account, String address) {
        return count("account:" + account, config.failuresPerAccount())
                .chain(() -> count("address:" + address, config.failuresPerAddress()));
    }

    private Uni<Void> count(String subject, int limit) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        return pool.preparedQuery("""
                        insert into login_failure as f (subject, failures, window_ends) values ($1, 1, $3)
                        on conflict (subject) do update set
                            failures = case when f.window_ends <= $2 then 1 else least(f.failures, 1000000) + 1 end,
                            window_ends = case when f.window_ends <= $2 then $3 else f.window_ends end
                        returning failures, window_ends""")
                .execute(Tuple.of(key(subject), now, now.plus(config.failureWindow())))
                .map(rows -> rows.iterator().next())
                .invoke(row -> {
                    if (row.getInteger(0) > limit) {
                        throw Problem.tooMany(
                                "Too many failed logins. Wait a little and try again.",
                                Duration.between(now, row.getOffsetDateTime(1)).plusSeconds(1));
                    }
                })
                .replaceWithVoid();
    }

    Uni<Void> success(AccountName account, String address) {
        return pool.preparedQuery("delete from login_failure where subject = $1")
                .execute(Tuple.of(key("account:" + account)))
                .chain(() -> pool.preparedQuery("update login_failure set failures = failures - 1 where subject = $1")
                        .execute(Tuple.of(key("address:" + address))))
                .replaceWithVoid();
    }

    private static String key(String subject) {
        return subject.length() <= 400 ? subject : subject.substring(0, 400);
    }
}
