package io.mailroom.ops;

import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AdminPagesTest {

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
                .contains("This replica", "Database", "Waiting to leave", "Connections of users", "Scheduler");
        assertThat(shown.select("#system .facts").text()).contains("PostgreSQL", "Mails in the outbox");
        assertThat(shown.text()).doesNotContain("password");
    }
}
