package io.mailroom.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailroom.db.Database;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole story with a real server: a mail is delivered, and soon it is an item. */
@QuarkusTest
@TestProfile(DovecotWatchTest.Running.class)
@Timeout(120)
class DovecotWatchTest {

    /** As in production; nothing runs by its schedule. */
    public static final class Running implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mailroom.schedule.enabled", "true", "mailroom.watch.enabled", "true");
        }
    }

    private static DovecotServer dovecot;

    @Inject
    Database database;

    @BeforeAll
    static void start() {
        dovecot = DovecotServer.start();
    }

    @AfterAll
    static void stop() {
        if (dovecot != null) {
            dovecot.close();
        }
    }

    @AfterEach
    void forget() {
        database.update("delete from scan_task where push");
    }

    @Test
    void mailShouldBecomeAnItemWithinTwoSeconds() {
        var requests = new PushTaskRequests(User.anAdmin(), database);
        String login = "u" + UUID.randomUUID();
        requests.connection("mail", dovecot.plain(), login, DovecotServer.PASSWORD);
        String task = requests.task("mail", List.of("INBOX"));
        await().atMost(Duration.ofSeconds(15)).until(() -> "watching".equals(requests.state(task)));

        var took = new ArrayList<Duration>();
        for (int mail = 1; mail <= 4; mail++) {
            long delivered = System.nanoTime();
            dovecot.deliver(login, "INBOX", mail(mail));
            long expected = mail;
            await().atMost(Duration.ofSeconds(35))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> imported(task) == expected);
            took.add(Duration.ofNanos(System.nanoTime() - delivered));
        }

        // The first run of a service loads its classes, and somebody else may use this machine, too.
        took.sort(null);
        assertThat(took.getFirst()).isLessThan(Duration.ofSeconds(2));
        assertThat(took.get(1)).isLessThan(Duration.ofSeconds(2));
    }

    private static byte[] mail(int number) {
        return ("Message-ID: <" + UUID.randomUUID() + "@example.org>\r\nSubject: mail " + number + "\r\n\r\nHello\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private long imported(String task) {
        return database.query("""
                        select count(*) from scan_ledger l join mailbox_cursor c on c.id = l.cursor_id
                        where c.task_id = $1 and l.outcome = 'imported'""", UUID.fromString(task)).getFirst().getLong(0);
    }
}
