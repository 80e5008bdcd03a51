package io.mailroom.scan;

import static io.mailroom.scan.Imports.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.egress.MailServer;
import io.mailroom.testsupport.User;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;

/** A user with a mailbox to import, on whatever server. */
abstract class ScanLane {

    static User user;

    @Inject
    Imports imports;

    @Inject
    Database database;

    Postbox box;
    String connection;

    /** A new user of the server, with an empty INBOX. */
    abstract Postbox aPostbox();

    @BeforeEach
    void connect() {
        if (user == null) {
            user = User.anAdmin();
        }
        box = aPostbox();
        connection = connection(user, box);
    }

    String connection(User user, Postbox box) {
        return connection(user, box.server(), box.user(), box.password());
    }

    String connection(User user, MailServer server, String login, String password) {
        String name = "c" + UUID.randomUUID();
        imports.connection(user, name, server, login, password);
        return name;
    }

    User user() {
        return user;
    }

    String task(Object... changes) {
        return imports.create(user, aTask(connection, changes));
    }

    RunView run(String task) {
        return imports.run(user, task);
    }

    static void assertNumbers(RunView run, long imported, long duplicate, long filtered, long failed) {
        assertThat(run.state()).as(run.toString()).isEqualTo("done");
        assertThat(List.of(run.imported(), run.duplicate(), run.filtered(), run.failed()))
                .as("imported, duplicate, filtered, failed")
                .containsExactly(imported, duplicate, filtered, failed);
        assertThat(run.matched()).isEqualTo(imported + duplicate + filtered + failed);
        assertThat(run.mailboxes().stream()
                        .mapToLong(RunView.MailboxNumbers::matched)
                        .sum())
                .isEqualTo(run.matched());
    }
}
