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
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The forms of mailboxes and senders. */
@QuarkusTest
class MailSettingPagesTest {

    private static final String IMAP = "/app/connections/imap/";
    private static final String SMTP = "/app/connections/smtp/";

    @Inject
    Visits visits;

    @Inject
    SettingsConfig config;

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
    void phasesShouldBeSentWhileTheTestGoesOn() throws Exception {
        var watched = new CountDownLatch(1);
        try (var server = ScriptedServer.start(dialogue -> {
                    dialogue.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready");
                    waitFor(watched);
                    dialogue.answerTagged(command -> "$ NO not you\r\n");
                });
                var events = watch(
                        IMAP + "new/live",
                        mailbox(
                                "home",
                                "imapHost",
                                server.address().host(),
                                "imapPort",
                                server.address().port(),
                                "sslType",
                                "none",
                                "act",
                                "test"))) {
            var early = events.next(html -> !html.select(".phase.busy").isEmpty()
                    && html.select(".phase.ok .phase-name").eachText().contains("Connect"));
            assertThat(early.select("h2").text()).isEqualTo("Reading mail");
            assertThat(early.select(".card-head .chip").text()).isEqualTo("Testing");
            assertThat(early.select(".phase.ok .phase-name").eachText())
                    .as("before the server has said anything to the log-in")
                    .startsWith("Find the server", "Connect");
            watched.countDown();

            var page = events.next(html -> !html.select("h1").isEmpty());

            assertThat(page.select(".menu-name").text()).isEqualTo("anna");
            assertThat(page.select(".checked .phase.failed .phase-name").text()).isEqualTo("Log in");
            assertThat(page.select("#f-imapHost").val())
                    .isEqualTo(server.address().host());
        }
    }

    @Test
    void refusedFormShouldComeBackAlsoToWhoeverWatches() throws Exception {
        try (var events = watch(IMAP + "new/live", mailbox("my mailbox", "act", "test"))) {
            var page = events.next(html -> !html.select("h1").isEmpty());

            assertThat(page.select("#f-name-error").text()).contains("because it stands in URLs");
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Watched watch(String path, Map<String, Object> typed) throws Exception {
        return Watched.of(browser, path, typed);
    }

    @Test
    void whatWasTypedShouldStayInTheFormWhenAllPlacesAreTaken() throws Exception {
        var gone = new CountDownLatch(1);
        var here = new CountDownLatch(config.visits());
        for (int i = 0; i < config.visits(); i++) {
            Thread.startVirtualThread(() -> visits.visit(UUID.randomUUID(), Duration.ofMinutes(2), () -> {
                here.countDown();
                waitFor(gone);
                return true;
            }));
        }
        waitFor(here);

        var busy = browser.post(IMAP + "new", mailbox("home", "imapUser", "somebody", "act", "test"));
        gone.countDown();

        assertThat(busy.statusCode()).isEqualTo(422);
        assertThat(page(busy).select(".summary").text()).contains("Too many mail servers are being asked");
        assertThat(page(busy).select("#f-imapUser").val()).isEqualTo("somebody");
    }

    @Test
    void oddNamesShouldStayOneSegmentOfThePath() {
        assertThat(browser.get(IMAP + "a%0D%0Ab%3Fc/test").header("Location")).isEqualTo(IMAP + "a%0D%0Ab%3Fc");
        assertThat(browser.get(SMTP + "a%20b/roundtrip").header("Location")).isEqualTo(SMTP + "a%20b");
    }

    @Test
    void namesOfOtherPagesShouldBeRefused() {
        assertThat(error(browser.post(IMAP + "new", mailbox("new")), "name"))
                .startsWith("Name must not be new or authorize");
        assertThat(error(browser.post(SMTP + "new", sender("new")), "name"))
                .startsWith("Name must not be new or authorize");
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
