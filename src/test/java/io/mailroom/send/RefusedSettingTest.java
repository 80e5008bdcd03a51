package io.mailroom.send;

import static io.mailroom.send.Correspondent.aMail;
import static io.mailroom.testsupport.Problems.withoutItsRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.TestClock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A setting that a server does not let in: its account is not to be locked by those who keep sending. */
@QuarkusTest
class RefusedSettingTest {

    private static final Map<String, String> REFUSING =
            Map.of("EHLO", "250-mail.example.org\r\n250 AUTH PLAIN", "AUTH", "535 5.7.8 no such user or password");

    @Inject
    TestClock clock;

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private static long logins(ScriptedServer server) {
        return server.received().stream()
                .filter(line -> line.startsWith("AUTH"))
                .count();
    }

    @Test
    void wrongPasswordShouldBeTriedThreeTimesAndThenMendedBeforeTheNext() {
        try (var server = SmtpScript.answering(REFUSING)) {
            var login = Map.<String, Object>of("smtpUser", "anna", "smtpPassword", "not-the-secret");
            var anna = Correspondent.anAdmin().sendingOver(server.address(), login);
            var item = anna.anItem(Correspondent.File.of("a.txt", "a"));

            for (var pause : new Duration[] {Duration.ofSeconds(61), Duration.ofSeconds(301), Duration.ofHours(2)}) {
                assertThat(anna.send(item, aMail("ben@example.org")).statusCode())
                        .isEqualTo(502);
                var early = anna.send(item, aMail("ben@example.org"));
                assertThat(early.statusCode()).isIn(503, 409);
                clock.pass(pause);
            }

            var refused = anna.send(item, aMail("ben@example.org"));
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.<String>path("type")).isEqualTo("/problems/connection-blocked");
            assertThat(refused.<String>path("detail"))
                    .contains("The mail was not sent")
                    .contains("no such user or password")
                    .contains("Store the right user and password");
            assertThat(logins(server)).isEqualTo(3);
            assertThat(anna.sent(item))
                    .as("what was not tried is not tried later")
                    .hasSize(7)
                    .allMatch(mail -> mail.status().equals("failed"));

            var mended = anna.user()
                    .request()
                    .body(Map.of(
                            "name", Correspondent.SETTING,
                            "smtpHost", server.address().host(),
                            "smtpPort", server.address().port(),
                            "smtpUser", "anna",
                            "smtpPassword", "another",
                            "from", "anna@example.org",
                            "sslType", "none"))
                    .put("/api/v1/sec/email/settings/smtp/" + Correspondent.SETTING);
            assertThat(mended.statusCode()).isEqualTo(200);
            assertThat(anna.send(item, aMail("ben@example.org")).statusCode()).isEqualTo(502);
            assertThat(logins(server)).isEqualTo(4);
        }
    }

    @Test
    void sameRequestShouldBeToldTheSameWhenItsSettingWasOutOfUse() {
        try (var server = SmtpScript.answering(REFUSING)) {
            var login = Map.<String, Object>of("smtpUser", "anna", "smtpPassword", "not-the-secret");
            var anna = Correspondent.anAdmin().sendingOver(server.address(), login);
            var item = anna.anItem(Correspondent.File.of("a.txt", "a"));
            for (var pause : new Duration[] {Duration.ofSeconds(61), Duration.ofSeconds(301), Duration.ofHours(2)}) {
                anna.send(item, aMail("ben@example.org"));
                clock.pass(pause);
            }

            var first = withKey(anna, item);
            var again = withKey(anna, item);

            assertThat(first.<String>path("type")).isEqualTo("/problems/connection-blocked");
            assertThat(withoutItsRequest(again)).isEqualTo(withoutItsRequest(first));
            anna.user().request().delete("/api/v1/sec/email/settings/smtp/" + Correspondent.SETTING);
            var late = withKey(anna, item);
            assertThat(late.statusCode()).isEqualTo(409);
            assertThat(late.<String>path("detail")).contains("no such user or password");
        }
    }

    private static Response withKey(Correspondent sender, String item) {
        return sender.user()
                .request()
                .header("Idempotency-Key", "the-one")
                .body(aMail("ben@example.org"))
                .post("/api/v1/sec/email/send/work/" + item);
    }
}
