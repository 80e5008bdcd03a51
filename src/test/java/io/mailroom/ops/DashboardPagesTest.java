package io.mailroom.ops;

import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DashboardPagesTest {

    @Inject
    Database database;

    private static Document overview(User user) {
        var shown = Browser.of(user).get("/app");
        assertThat(shown.statusCode()).as(shown.asString()).isEqualTo(200);
        return page(shown);
    }

    private static void connect(User user, String kind, Map<String, ?> settings) {
        user.request()
                .body(settings)
                .post("/api/v1/sec/email/settings/" + kind)
                .then()
                .statusCode(200);
    }

    private static void connectBoth(User user) {
        connect(
                user,
                "imap",
                Map.of(
                        "name", "example.org",
                        "imapHost", "imap.example.org",
                        "imapUser", "anna",
                        "imapPassword", "secret",
                        "sslType", "ssl",
                        "ignoreCertificates", false,
                        "useOAuth", false));
        connect(
                user,
                "smtp",
                Map.of(
                        "name", "example.org",
                        "smtpHost", "smtp.example.org",
                        "from", "anna@example.org",
                        "sslType", "ssl",
                        "ignoreCertificates", false));
    }

    private UUID task(User user) {
        var id = UUID.randomUUID();
        database.update("""
                insert into scan_task (id, account_id, imap_setting_id, hidden, enabled, summary, folders, scan_recursively,
                    schedule, delete_mail, tags, post_handle_all, attachments_only, rescan, created, updated, version)
                select $1, account_id, id, false, true, 'Bills', '{INBOX}', false, '*-*-* 00:00', false, '{}', false, false,
                    false, now(), now(), 0
                from imap_setting where account_id = $2""", id, user.accountId(database));
        return id;
    }

    private void run(UUID task, int number, String state, long imported, int daysAgo, String error) {
        database.update("""
                insert into scan_run (id, task_id, runs, number, started, ended, state, imported, error)
                values ($1, $2, $2, $3, now() - make_interval(days => $4), now(), $5, $6, $7)""", UUID.randomUUID(), task, number, daysAgo, state, imported, error);
    }

    private void mail(User user, String subject, String status, int daysAgo) {
        database.update("""
                insert into sent_mail (id, collective_id, account_id, sender, connection, from_address, subject, body,
                    message_id, created, status, reason)
                select $1::uuid, collective_id, id, login, 'example.org', 'anna@example.org', $3, '', $1::text,
                    now() - make_interval(days => $5), $4, 'The server refused every recipient.'
                from account where id = $2""", UUID.randomUUID(), user.accountId(database), subject, status, daysAgo);
    }

    @Test
    void overviewShouldBeginWithTheFirstSteps() {
        var start = overview(User.anAdmin());

        assertThat(start.select(".lead").text()).startsWith("Welcome, anna.");
        assertThat(start.select(".step h3").eachText())
                .containsExactly("Connect a mailbox (next)", "Import it", "Send a mail");
        assertThat(start.select(".step .button").eachAttr("href")).containsExactly("/app/connections/new");
    }

    @Test
    void stepsShouldBeTickedOffAndLeadOn() {
        User user = User.anAdmin();
        connectBoth(user);

        var connected = overview(user);
        assertThat(connected.select(".step.ok h3").eachText()).containsExactly("Connect a mailbox (done)");
        assertThat(connected.select(".step.next .button").attr("href")).isEqualTo("/app/tasks/new");

        run(task(user), 1, "done", 3, 0, null);
        var imported = overview(user);
        assertThat(imported.select(".step.ok")).hasSize(2);
        assertThat(imported.select(".step.next .button").attr("href")).isEqualTo("/app/compose");

        mail(user, "Hello", "sent", 0);
        assertThat(overview(user).select(".step")).isEmpty();
    }

    @Test
    void dashboardShouldCountByTheDaysOfTheUser() {
        User user = User.anAdmin();
        connectBoth(user);
        UUID task = task(user);
        run(task, 1, "done", 3, 13, null);
        run(task, 2, "done", 40, 0, null);
        run(task, 3, "done", 7, 15, null);
        mail(user, "Hello", "sent", 1);

        var shown = page(Browser.of(user)
                .request()
                .cookie("mailroom_zone", "Pacific%2FAuckland")
                .get("/app"));

        assertThat(shown.select("#imported-desc").text()).isEqualTo("43 mails in all, 40 on the busiest day.");
        assertThat(shown.select(".chart").first().select("tbody td").eachText())
                .hasSize(14)
                .startsWith("3")
                .endsWith("40");
        assertThat(shown.select(".chart").last().select("tbody td").eachText())
                .hasSize(14)
                .endsWith("1", "0");
        assertThat(shown.select("[style]")).isEmpty();
    }

    @Test
    void dashboardShouldSayWhatNeedsItsUserAndWhy() {
        User user = User.anAdmin();
        connectBoth(user);
        UUID task = task(user);
        database.update("""
                insert into connection_health (id, kind, state, cause, message, since, failures)
                select id, 'smtp', 'blocked', 'auth', 'The server refused user and password.', now(), 3
                from smtp_setting where account_id = $1""", user.accountId(database));
        user.aGrant(database, "gmail", "needs-reauth");
        run(task, 1, "failed", 0, 0, "The folder INBOX is gone.");
        mail(user, "Invoice", "failed", 2);
        mail(user, "Old invoice", "failed", 60);

        var concerns = overview(user).select("[aria-labelledby=attention] li");

        assertThat(concerns.select(".row-title").eachText())
                .containsExactly(
                        "Sender example.org has stopped working",
                        "Sign-in gmail needs you to sign in again",
                        "The last import of Bills failed",
                        "“Invoice” was not sent");
        assertThat(concerns.first().text()).contains("The server refused user and password.", "app password");
        assertThat(concerns.select(".button").eachAttr("href"))
                .contains("/app/connections/smtp/example.org", "/app/connections/grants/gmail");
    }

    @Test
    void overviewShouldShowNothingOfOthers() {
        User user = User.anAdmin();
        connectBoth(user);
        mail(user, "Secret subject", "failed", 0);

        var others = overview(user.aColleague("ben"));

        assertThat(others.select(".lead").text()).startsWith("Welcome, ben.");
        assertThat(others.text()).doesNotContain("Secret subject", "example.org");
    }
}
