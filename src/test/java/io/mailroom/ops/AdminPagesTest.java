package io.mailroom.ops;

import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AdminPagesTest {

    @Inject
    Database database;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app/admin/users",
                "/app/admin/users/new",
                "/app/admin/users/anna",
                "/app/admin/invites",
                "/app/admin/limits",
                "/app/admin/providers",
                "/app/admin/providers/new",
                "/app/admin/audit",
                "/app/webhooks",
                "/app/webhooks/new"
            })
    void adminPageShouldBeForAdmins(String path) {
        User anna = User.anAdmin();

        var shown = Browser.of(anna).get(path);
        var refused = Browser.of(anna.aColleague("ben")).get(path);

        assertThat(shown.statusCode()).as(shown.asString()).isEqualTo(200);
        assertThat(page(shown).select("h1")).hasSize(1);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(page(refused).select("main").text()).contains("Only an admin of your collective may do this.");
    }

    @Test
    void limitsShouldNameWhatIsConfiguredAndWhatChangesIt() {
        var rows = page(Browser.of(User.anAdmin()).get("/app/admin/limits")).select("tbody tr");

        assertThat(rows.eachText())
                .contains(
                        "A mail with its attachments, as it travels 50 MB mailroom.send.max-size",
                        "Recipients that a user may send to in a day 2,000 mailroom.send.per-user-day",
                        "How long a mail is tried again 2 days mailroom.send.retry-for");
    }

    @Test
    void systemShouldTellHowTheServiceIsDoing() {
        var shown = page(Browser.of(User.anOperator()).get("/app/admin/system"));

        assertThat(shown.select("#system h2").eachText())
                .contains(
                        "This replica",
                        "Database",
                        "Waiting to leave",
                        "Connections of users",
                        "Scheduler",
                        "Sealing keys");
        assertThat(shown.select("#system .facts").text()).contains("PostgreSQL", "Mails in the outbox");
        assertThat(shown.text()).doesNotContain("password");
    }

    @Test
    void systemShouldTellWhichKeysAreNeeded() {
        database.update("""
                insert into sealing_key (id, created, sample, activated, remaining)
                values ('0000000a', now(), '', 'epoch', 7), ('0000000b', now(), '', 'epoch', 0)""");
        database.update("update sealing_key set retired = now() where id = '0000000b'");
        var replica = UUID.randomUUID();
        database.update(
                "insert into sealing_replica (id, keys, seals, seen) values ($1, '{0000000c,0000000a,0000000b}', '', now())",
                replica);

        var shown = page(Browser.of(User.anOperator()).get("/app/admin/system")).text();

        database.update("delete from sealing_key where id like '0000000_'");
        database.update("delete from sealing_replica where id = $1", replica);
        assertThat(shown)
                .contains("0000000a 7 values are still to be sealed anew. Being replaced")
                .contains("0000000b It can be taken out of the configuration. Not needed")
                .contains("0000000c It seals as soon as every replica has it first. Waits")
                .containsPattern("[0-9a-f]{8} Seals");
    }
}
