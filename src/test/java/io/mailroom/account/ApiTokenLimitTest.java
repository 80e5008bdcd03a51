package io.mailroom.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas that count together. */
@QuarkusTest
class ApiTokenLimitTest {

    private static final Duration WAIT = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @Inject
    Database database;

    @Inject
    AccountConfig config;

    /** Stands still: a slow machine may take more than a window for a test. */
    private final StillClock clock = new StillClock();

    private final UUID token = UUID.randomUUID();

    @BeforeEach
    void aToken() {
        database.update(
                """
                insert into api_token (id, account_id, name, hash, ending, scopes, created)
                values ($1, $2, 'program', $3, 'abcd', '{send}', now())""",
                token,
                User.anAdmin().accountId(database),
                Buffer.buffer(ApiTokenText.random().hash()));
    }

    private static final class StillClock extends Clock {

        private Instant now = Instant.parse("2026-03-01T08:00:00Z");

        void pass(Duration more) {
            now = now.plus(more);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("times are UTC here");
        }
    }

    private ApiTokenLimit.Taken take(ApiTokenLimit replica, String address) {
        return replica.take(token, address).await().atMost(WAIT);
    }

    private ApiTokenLimit replica() {
        return new ApiTokenLimit(pool, config, clock);
    }

    @Test
    void replicasTogetherShouldLetThroughWhatIsAllowedAndThenRefuse() {
        var replicas = List.of(replica(), replica(), replica());
        int granted = 0;
        ApiTokenLimit.Taken last = new ApiTokenLimit.Taken.Granted();

        for (int i = 0; i < config.apiTokenRate() * 2; i++) {
            last = take(replicas.get(i % 3), "192.0.2.1");
            granted += last instanceof ApiTokenLimit.Taken.Granted ? 1 : 0;
        }

        assertThat(granted).isEqualTo(config.apiTokenRate());
        assertThat(last).isInstanceOf(ApiTokenLimit.Taken.Refused.class);
        assertThat(((ApiTokenLimit.Taken.Refused) last).retryAfter())
                .isPositive()
                .isLessThan(Duration.ofSeconds(62));
        clock.pass(Duration.ofSeconds(61));
        assertThat(take(replicas.getFirst(), "192.0.2.1")).isInstanceOf(ApiTokenLimit.Taken.Granted.class);
    }

    @Test
    void useShouldBeNotedOnceAMinute() {
        var replica = replica();
        take(replica, "192.0.2.1");
        var noted = used();

        clock.pass(Duration.ofSeconds(20));
        take(replica(), "192.0.2.2");
        take(replica, "192.0.2.2");

        assertThat(used()).isEqualTo(noted).endsWith("192.0.2.1");
        clock.pass(Duration.ofSeconds(61));
        take(replica, "192.0.2.3");
        assertThat(used()).isNotEqualTo(noted).endsWith("192.0.2.3");
    }

    private String used() {
        var row = database.query("select last_used, last_address from api_token where id = $1", token)
                .getFirst();
        return row.getOffsetDateTime(0) + " " + row.getString(1);
    }

    /** By the version of its row, which every write changes. */
    @Test
    void databaseShouldNotBeAskedForEveryRequest() {
        var replica = replica();
        take(replica, "192.0.2.1");
        String written = version();

        for (int i = 0; i < 20; i++) {
            take(replica, "192.0.2.1");
        }

        assertThat(version()).isEqualTo(written);
    }

    private String version() {
        return database.query("select xmin::text from api_token where id = $1", token)
                .getFirst()
                .getString(0);
    }

    @Test
    void tokenThatWasRevokedShouldBeGone() {
        database.update("delete from api_token where id = $1", token);

        assertThat(take(replica(), "192.0.2.1")).isInstanceOf(ApiTokenLimit.Taken.Gone.class);
    }
}
