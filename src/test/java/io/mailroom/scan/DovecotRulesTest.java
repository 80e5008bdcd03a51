package io.mailroom.scan;

import static io.mailroom.scan.Letter.aLetter;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.DovecotServer;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DovecotRulesTest extends RulesContract {

    private static DovecotServer dovecot;

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

    @Override
    Postbox aPostbox() {
        return new Postbox(dovecot.plain(), "u" + UUID.randomUUID(), DovecotServer.PASSWORD);
    }

    @Test
    void mailShouldGoToWhatTheServerCallsItsTrashAndThatShouldNotBeScanned() {
        var withTrash = DovecotServer.Options.standard().withConfiguration("""
                namespace inbox {
                  mailbox "Deleted Items" {
                    auto = create
                    special_use = \\Trash
                  }
                }""");
        try (var server = DovecotServer.start(withTrash)) {
            box = new Postbox(server.plain(), "ann", DovecotServer.PASSWORD);
            connection = connection(user(), box);
            server.deliver("ann", "INBOX", aLetter().raw());
            String task = task(
                    "folders",
                    List.of("Deleted Items", "INBOX"),
                    "actions",
                    Map.of("imported", Map.of("action", "trash")));

            assertNumbers(run(task), 1, 0, 0, 0);
            assertNumbers(run(task), 0, 0, 0, 0);

            assertThat(box.count("INBOX")).isZero();
            assertThat(box.count("Deleted Items")).isEqualTo(1);
        }
    }

    @Test
    void mailWithoutChangesOfFlagsShouldNotBeLookedForAgain() {
        box.deliver("INBOX", aLetter());
        String task = task("flaggedOnly", true);
        run(task);

        var counted = database.query("select mod_seq from mailbox_cursor where task_id = $1", UUID.fromString(task));

        assertThat(counted.getFirst().getLong(0)).as("Dovecot has CONDSTORE").isPositive();
    }
}
