package io.mailroom.settings;

import static io.mailroom.testsupport.Browser.error;
import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.egress.Tls;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.Certificates;
import io.mailroom.testsupport.GreenMailServer;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The forms of mailboxes and senders. */
@QuarkusTest
class MailSettingPagesTest {

    private static final String IMAP = "/app/connections/imap/";
    private static final String SMTP = "/app/connections/smtp/";

    private User anna;
    private Browser browser;

    @BeforeEach
    void signUp() {
        anna = User.anAdmin();
        browser = Browser.of(anna);
    }

    private static Map<String, Object> mailbox(String name, Object... more) {
        var typed = new HashMap<String, Object>(Map.of(
                "name", name,
                "imapHost", "imap.example.org",
                "imapPort", "",
                "sslType", "ssl",
                "imapUser", "anna@example.org",
                "imapPassword", "secret-of-anna",
                "login", "password",
                "trust", "system"));
        return with(typed, more);
    }

    private static Map<String, Object> sender(String name, Object... more) {
        var typed = new HashMap<String, Object>(Map.of(
                "name", name,
                "smtpHost", "smtp.example.org",
                "sslType", "starttls",
                "smtpUser", "anna@example.org",
                "smtpPassword", "secret-of-anna",
                "from", "Anna Meier <anna@example.org>",
                "login", "password",
                "trust", "system"));
        return with(typed, more);
    }

    private static Map<String, Object> with(Map<String, Object> typed, Object... more) {
        for (int i = 0; i < more.length; i += 2) {
            typed.put((String) more[i], more[i + 1]);
        }
        return typed;
    }

    @Test
    void mailboxShouldBeSavedShownAndRenamedWithoutItsPassword() {
        assertThat(browser.post(IMAP + "new", mailbox("home")).header("Location"))
                .isEqualTo("/app/connections");
        var shown = browser.get(IMAP + "home");
        assertThat(shown.asString()).doesNotContain("secret-of-anna");
        assertThat(page(shown).select("#f-imapHost").val()).isEqualTo("imap.example.org");
        assertThat(page(shown).select("input[name=sslType][checked]").val()).isEqualTo("ssl");
        assertThat(page(shown).select(".chip").first().text()).isEqualTo("Not used yet");

        var renamed = browser.post(IMAP + "home", mailbox("house", "imapPassword", "", "version", "0"));

        assertThat(renamed.statusCode()).as(renamed.asString()).isEqualTo(303);
        var stored = anna.request().get("/api/v1/sec/email/settings/imap/house");
        assertThat(stored.<Boolean>path("hasPassword")).isTrue();
        var late = browser.post(IMAP + "house", mailbox("house", "version", "0"));
        assertThat(late.statusCode()).isEqualTo(422);
        assertThat(page(late).select(".summary").text()).contains("changed by someone else");
    }

    @Test
    void mailboxShouldSayAtItsFieldsWhatIsWrong() {
        var refused = browser.post(
                IMAP + "new", mailbox("my mailbox", "imapPort", "many", "trust", "pinned", "pinnedCertificate", "ab"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "name")).contains("because it stands in URLs");
        assertThat(error(refused, "imapPort")).isEqualTo("Port must be a whole number.");
        assertThat(error(refused, "pinnedCertificate")).contains("SHA-256 fingerprint");
        assertThat(page(refused).select("#f-name").val()).isEqualTo("my mailbox");
        assertThat(page(refused).select("#f-imapPassword").val()).isEmpty();
        assertThat(page(refused).select("details.more").hasAttr("open")).isTrue();
    }

    @Test
    void untrustedCertificateShouldBeShownAndTrustedOutOfTheTest() {
        var identity = Certificates.selfSigned("imap.example.org");
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.startTls(identity);
            dialogue.say("* OK ready");
        })) {
            var address = server.address(Tls.SSL);
            var typed = mailbox("home", "imapHost", address.host(), "imapPort", address.port(), "act", "test");

            var failed = page(browser.post(IMAP + "new", typed));

            assertThat(failed.select(".checked .notice.failed strong").text())
                    .isEqualTo("The server's certificate is not trusted");
            var trust = failed.select("button[value^=trust:]");
            assertThat(failed.select(".checked dd code").text().replace(":", ""))
                    .isEqualTo(trust.val().substring("trust:".length()));
            typed.put("act", trust.val());
            var trusted = page(browser.post(IMAP + "new", typed));
            assertThat(trusted.select("input[name=trust][checked]").val()).isEqualTo("pinned");
            assertThat(trusted.select(".phase.ok .phase-name").eachText()).contains("Encrypt");
        }
    }

    @Test
    void mailboxThatIsUsedShouldNotBeDeleted() {
        browser.post(IMAP + "new", mailbox("home"));
        anna.request()
                .body(Map.of(
                        "enabled",
                        false,
                        "summary",
                        "Bills",
                        "imapConnection",
                        "home",
                        "folders",
                        List.of("INBOX"),
                        "schedule",
                        "*-*-* 01:00",
                        "receivedSinceHours",
                        24,
                        "deleteMail",
                        false))
                .post("/api/v1/sec/usertask/scanmailbox")
                .then()
                .statusCode(200);

        var refused = browser.post(IMAP + "home/delete", Map.of());

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(page(refused).select(".summary").text()).contains("Bills");
        assertThat(browser.get(IMAP + "home").statusCode()).isEqualTo(200);
    }

    @Test
    void senderShouldKeepItsOtherSendersInOrder() {
        browser.post(IMAP + "new", mailbox("home"));

        var saved = browser.post(
                SMTP + "new",
                sender(
                        "home",
                        "perMinute",
                        "30",
                        "sentMailbox.imap",
                        "home",
                        "identities[0].from",
                        "",
                        "identities[1].from",
                        "Office <office@example.org>",
                        "identities[1].signature",
                        "Example Ltd."));

        assertThat(saved.statusCode()).as(saved.asString()).isEqualTo(303);
        var shown = page(browser.get(SMTP + "home"));
        assertThat(shown.select("[id=f-identities-0-from]").val()).isEqualTo("Office <office@example.org>");
        assertThat(shown.select("[id=f-identities-1-from]").val()).isEmpty();
        assertThat(shown.select("#f-sentMailbox-imap option[selected]").val()).isEqualTo("home");
        assertThat(shown.select("#f-perMinute").val()).isEqualTo("30");
        var refused =
                browser.post(SMTP + "home", sender("home", "identities[0].from", "", "identities[3].from", "nobody"));
        assertThat(error(refused, "identities[0].from")).contains("must be one e-mail address");
    }

    @Test
    void senderShouldBeTestedAndTriedThereAndBack() {
        try (var server = GreenMailServer.start()) {
            server.user("anna@example.org");
            var imap = server.imap();
            var smtp = server.smtp();
            browser.post(
                    IMAP + "new",
                    mailbox(
                            "home",
                            "imapHost",
                            imap.host(),
                            "imapPort",
                            imap.port(),
                            "sslType",
                            "none",
                            "imapPassword",
                            GreenMailServer.PASSWORD));
            browser.post(
                    SMTP + "new",
                    sender(
                            "home",
                            "smtpHost",
                            smtp.host(),
                            "smtpPort",
                            smtp.port(),
                            "sslType",
                            "none",
                            "smtpPassword",
                            GreenMailServer.PASSWORD));

            var tested = page(browser.post(SMTP + "home/test", Map.of()));
            var returned = page(browser.post(SMTP + "home/roundtrip", Map.of("imap", "home")));

            assertThat(tested.select(".checked .chip").text()).isEqualTo("Works");
            assertThat(tested.select("section[aria-label^=How] .card-head .chip")
                            .text())
                    .isEqualTo("Works");
            assertThat(returned.select(".checked .phase.ok .phase-name").eachText())
                    .containsExactly(
                            "Log in to the mailbox",
                            "Log in to send",
                            "Send a mail to yourself",
                            "See it arrive",
                            "Delete it again");
        }
    }

    @Test
    void pagesShouldBeOfTheirOwnerOnly() {
        browser.post(IMAP + "new", mailbox("home"));
        browser.post(SMTP + "new", sender("home"));
        var ben = Browser.of(anna.aColleague("ben"));

        assertThat(ben.get(IMAP + "home").statusCode()).isEqualTo(404);
        assertThat(ben.post(IMAP + "home", mailbox("mine")).statusCode()).isEqualTo(404);
        assertThat(ben.post(IMAP + "home/delete", Map.of()).statusCode()).isEqualTo(404);
        assertThat(ben.post(SMTP + "home/test", Map.of()).statusCode()).isEqualTo(404);
        assertThat(page(ben.get("/app/connections")).select("a.row-title")).isEmpty();
    }
}
