package io.mailroom.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialSource;
import io.mailroom.health.Connections;
import io.mailroom.imap.ImapClient;
import io.mailroom.settings.MailServers.Imap;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.web.Problem;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that keep a request waiting. */
@QuarkusTest
@Timeout(30)
class ImapVisitsTest {

    private static final UUID ANNA = UUID.randomUUID();
    private static final UUID BEN = UUID.randomUUID();

    /** To it these servers are no settings of anybody: there is nothing to report. */
    @Inject
    Connections connections;

    private record Config(
            int visits,
            int visitsPerAccount,
            int roundtrips,
            Duration maxWait,
            Duration visitTime,
            Duration roundtripTime)
            implements SettingsConfig {}

    private ImapVisits visits(int all, int perAccount, Duration time) {
        var config = new Config(all, perAccount, 1, Duration.ofMillis(50), time, time);
        return new ImapVisits(config, new Visits(config), connections);
    }

    private static Imap setting(ScriptedServer server) {
        return new Imap(UUID.randomUUID(), "home", server.address(), CredentialSource.fixed(new Credential.None()));
    }

    @Test
    void visitShouldEndWhenServerNeverGreets() {
        try (var server = ScriptedServer.silent()) {
            var thrown = problem(visits(1, 1, Duration.ofMillis(300)), ANNA, server);

            assertThat(thrown.status()).isEqualTo(502);
            assertThat(thrown.detail()).startsWith("It failed with the setting home. ");
        }
    }

    @Test
    void visitShouldEndWhenServerTricklesForEver() {
        try (var server = ScriptedServer.imap("", command -> "* OK still looking\r\n".repeat(2))) {
            var visits = visits(1, 1, Duration.ofMillis(300));

            var thrown = catchThrowableOfType(
                    Problem.class,
                    () -> visits.visit(ANNA, setting(server), "It failed", client -> {
                        while (true) {
                            client.has("NOOP"); // as busy as a server that never comes to its end
                            client.listing();
                        }
                    }));

            assertThat(thrown.status()).isEqualTo(502);
        }
    }

    @Test
    void placeShouldBeFreeAgainWhenServerGreetsForEver() {
        var visits = visits(1, 1, Duration.ofMillis(300));
        try (var greeting = ScriptedServer.start(dialogue -> {
                    while (true) {
                        dialogue.send(new byte[] {'*'});
                        LockSupport.parkNanos(1_000_000); // never too long for a read
                    }
                });
                var server = ScriptedServer.imap("", command -> "$ OK\r\n")) {
            problem(visits, ANNA, greeting);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .ignoreExceptions()
                    .until(() -> visits.visit(BEN, setting(server), "It failed", client -> client.has("IMAP4rev1")));
        }
    }

    @Test
    void placeShouldBeFreeAgainWhenAVisitWasGivenUp() {
        var visits = visits(1, 1, Duration.ofMillis(300));
        try (var silent = ScriptedServer.silent();
                var server = ScriptedServer.imap("", command -> "$ OK\r\n")) {
            problem(visits, ANNA, silent);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .ignoreExceptions()
                    .until(() -> visits.visit(BEN, setting(server), "It failed", client -> client.has("IMAP4rev1")));
        }
    }

    @Test
    void visitShouldBeRefusedWhenTheAccountHasTooManyUnderWay() {
        var visits = visits(5, 1, Duration.ofSeconds(20));
        try (var server = ScriptedServer.imap("", command -> "$ OK\r\n")) {
            whileVisiting(visits, server, () -> {
                assertThat(problem(visits, ANNA, server).status()).isEqualTo(429);
                assertThat(visits.<Boolean>visit(BEN, setting(server), "It failed", client -> true))
                        .as("somebody else's turn")
                        .isTrue();
            });
        }
    }

    @Test
    void visitShouldBeRefusedWhenTooManyAreUnderWay() {
        var visits = visits(1, 5, Duration.ofSeconds(20));
        try (var server = ScriptedServer.imap("", command -> "$ OK\r\n")) {
            whileVisiting(
                    visits,
                    server,
                    () -> assertThat(problem(visits, BEN, server).status()).isEqualTo(503));
        }
    }

    @Test
    void failureOfOursShouldStayWhatItIs() {
        try (var server = ScriptedServer.imap("", command -> "$ OK\r\n")) {
            var thrown = catchThrowableOfType(
                    IllegalStateException.class,
                    () -> visits(1, 1, Duration.ofSeconds(20)).visit(ANNA, setting(server), "It failed", client -> {
                        throw new IllegalStateException("ours");
                    }));

            assertThat(thrown).hasMessage("ours");
        }
    }

    private static Problem problem(ImapVisits visits, UUID account, ScriptedServer server) {
        return catchThrowableOfType(
                Problem.class, () -> visits.visit(account, setting(server), "It failed", ImapClient::listing));
    }

    /** While Anna's first visit lasts. */
    private static void whileVisiting(ImapVisits visits, ScriptedServer server, Runnable meanwhile) {
        var inside = new CountDownLatch(1);
        var enough = new CountDownLatch(1);
        var first = Thread.ofVirtual()
                .start(() -> visits.visit(ANNA, setting(server), "It failed", client -> {
                    inside.countDown();
                    return await(enough);
                }));
        try {
            await(inside);
            meanwhile.run();
        } finally {
            enough.countDown();
            try {
                first.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
