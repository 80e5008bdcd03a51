package io.mailroom.ops;

import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.db.Database;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OperatorsTest {

    private static final String SYSTEM = "/app/admin/system";

    @Inject
    Database database;

    @Inject
    Pool pool;

    @Inject
    @CacheName("first-collective")
    Cache first;

    @Inject
    CurrentCaller current;

    @Inject
    SystemState state;

    @Test
    void systemShouldBeThereForOperatorsOnly() {
        var operator = Browser.of(User.anOperator());
        var stranger = Browser.of(User.anAdmin());

        assertThat(operator.get(SYSTEM).statusCode()).isEqualTo(200);
        assertThat(page(operator.get("/app/admin/users")).select("a[href=" + SYSTEM + "]"))
                .isNotEmpty();
        assertThat(stranger.get(SYSTEM).statusCode()).isEqualTo(404);
        assertThat(page(stranger.get(SYSTEM)).select("main").text()).contains("There is nothing here");
        assertThat(page(stranger.get("/app/admin/users")).select("a[href=" + SYSTEM + "]"))
                .isEmpty();
    }

    @Test
    void adminsOfTheFirstCollectiveShouldBeOperatorsWhenNoneAreNamed() {
        var operators = new Operators(new Named(Optional.empty()), pool, first, current);
        User anna = User.anAdmin();
        UUID oldest = collective(anna);
        database.update(
                "update collective set created = $2 where id = $1", oldest, Instant.EPOCH.atOffset(ZoneOffset.UTC));
        first.invalidateAll().await().indefinitely();

        assertThat(includes(operators, caller(oldest, anna.collective(), true))).isTrue();
        assertThat(includes(operators, caller(oldest, anna.collective(), false)))
                .isFalse();
        assertThat(includes(operators, caller(collective(User.anAdmin()), "others", true)))
                .isFalse();
    }

    @Test
    void adminsShouldBeNoOperatorsWhenOthersAreNamed() {
        var operators = new Operators(new Named(Optional.of(Set.of("home/anna"))), pool, first, current);
        var home = UUID.randomUUID();

        assertThat(includes(operators, caller(home, "home", false))).isTrue();
        assertThat(includes(operators, caller(home, "away", true))).isFalse();
    }

    @Test
    void stateShouldBeCountedOnceForAllWhoLookOn() {
        var one = state.all().await().indefinitely();

        assertThat(state.all().await().indefinitely()).isSameAs(one);
    }

    private static boolean includes(Operators operators, Caller caller) {
        return operators.include(caller).await().indefinitely();
    }

    private UUID collective(User user) {
        return database.query("select id from collective where name = $1", user.collective())
                .getFirst()
                .getUUID("id");
    }

    private static Caller caller(UUID collectiveId, String collective, boolean admin) {
        return new Caller(UUID.randomUUID(), collectiveId, collective, "anna", admin, UUID.randomUUID(), null);
    }

    private record Named(Optional<Set<String>> operators) implements OpsConfig {

        @Override
        public List<String> metricsFrom() {
            return List.of();
        }

        @Override
        public Optional<String> metricsToken() {
            return Optional.empty();
        }
    }
}
