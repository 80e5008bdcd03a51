package io.mailroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailroom.db.Database;
import io.mailroom.egress.CredentialException;
import io.mailroom.testsupport.OAuthServer;
import io.mailroom.testsupport.StoredGrants;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the connections of a grant that nobody was logging in with when it was found dead. */
@QuarkusTest
class DeadGrantsTest {

    private static final String USER = "anna@example.org";

    @Inject
    KeepAlive keepAlive;

    @Inject
    DeadGrants dead;

    @Inject
    AccessTokens tokens;

    @Inject
    Replicas replicas;

    @Inject
    StoredGrants grants;

    @Inject
    Database database;

    @Inject
    TokenRows rows;

    @Inject
    TestClock clock;

    private OAuthServer provider;
    private User anna;
    private UUID grant;

    @BeforeEach
    void storeConnections() {
        database.update("delete from scheduled_tasks where task_name = $1", DeadGrants.NAME);
        provider = OAuthServer.start();
        anna = User.anAdmin();
        anna.request()
                .body(Map.of("enabled", true, "address", USER))
                .put("/api/v1/sec/user/notify")
                .then()
                .statusCode(200);
        grant = grants.add(anna, provider.tokenEndpoint(), provider.consent(USER));
        anna.request()
                .body(Map.of("name", "in", "imapHost", "imap.example.org", "sslType", "ssl"))
                .post("/api/v1/sec/email/settings/imap")
                .then()
                .statusCode(200);
        anna.request()
                .body(Map.of("name", "out", "smtpHost", "smtp.example.org", "from", USER, "sslType", "ssl"))
                .post("/api/v1/sec/email/settings/smtp")
                .then()
                .statusCode(200);
        for (var table : List.of("imap_setting", "smtp_setting")) {
            database.update(
                    "update " + table + " set oauth_grant_id = $1 where account_id = $2",
                    grant,
                    anna.accountId(database));
        }
    }

    @AfterEach
    void stopProvider() {
        provider.close();
        clock.reset();
        database.update("delete from oauth_grant where id = $1", grant);
    }

    @Test
    void connectionsShouldNeedAuthorisationAndTheirOwnerHearOfItOnceWhenAGrantDiesUnused() {
        clock.pass(Duration.ofDays(8));
        provider.revoke(USER);

        keepAlive.run("all");
        assertThat(isDueSoon()).isTrue();
        dead.run("all");
        dead.run("all");

        assertThat(states())
                .containsExactly("imap needs-reauth oauth-invalid-grant 1", "smtp needs-reauth oauth-invalid-grant 1");
        assertThat(notices()).isEqualTo(1);
    }

    @Test
    void anotherReplicaShouldTellWhatTheOneThatFoundOutDidNot() {
        tokens.of(grant, USER).current();
        clock.pass(Duration.ofHours(2));
        provider.revoke(USER);
        var elsewhere = replicas.another();

        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> elsewhere.of(grant, USER).current());
        assertThat(states()).as("it died before it could").isEmpty();
        assertThat(isDueSoon()).isTrue();
        dead.run("all");

        assertThat(states()).hasSize(2).allMatch(state -> state.contains("needs-reauth"));
    }

    @Test
    void grantThatIsRenewedWithoutMailShouldBeToldOfAsSoon() {
        var held = rows.load(grant).orElseThrow();
        var granted = new TokenAnswer.Granted("fresh", Duration.ofHours(1), "rotated", null, null);

        assertThat(rows.store(held, granted, "rotated", clock.instant(), "Mail is left out."))
                .isTrue();

        assertThat(isDueSoon()).isTrue();
    }

    @Test
    void connectionsShouldBeLeftAloneWhenTheirGrantIsAuthorisedAgain() {
        clock.pass(Duration.ofDays(8));
        provider.revoke(USER);
        keepAlive.run("all");

        grants.authoriseAnew(grant, provider.consent(USER));
        dead.run("all");

        assertThat(states()).isEmpty();
        assertThat(notices()).isZero();
    }

    @Test
    void connectionsShouldNeedAuthorisationOnceMoreWhenTheNewGrantDies() {
        clock.pass(Duration.ofDays(8));
        provider.revoke(USER);
        keepAlive.run("all");
        dead.run("all");
        grants.authoriseAnew(grant, "revoked since");
        clock.pass(Duration.ofDays(8));

        keepAlive.run("all");
        dead.run("all");
        dead.run("all");

        assertThat(states()).hasSize(2).allMatch(state -> state.endsWith("needs-reauth oauth-invalid-grant 1"));
    }

    private boolean isDueSoon() {
        var soon = clock.instant().plus(DeadGrants.SOON);
        return database
                .query("select execution_time from scheduled_tasks where task_name = $1", DeadGrants.NAME)
                .stream()
                .anyMatch(row -> !row.getOffsetDateTime(0).toInstant().isAfter(soon));
    }

    private List<String> states() {
        return database.query("""
                        select h.kind || ' ' || h.state || ' ' || h.cause || ' ' || h.failures
                        from connection_health h join connection c on c.id = h.id
                        where c.account_id = $1 and h.cause is not null order by h.kind""", anna.accountId(database)).stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private long notices() {
        return database.query("select count(*) from notice where account_id = $1 and trouble", anna.accountId(database))
                .getFirst()
                .getLong(0);
    }
}
