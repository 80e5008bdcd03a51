package io.mailroom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.mailroom.testsupport.ScriptedServer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** From an address to a mailbox that is read from and a sender, and what can go wrong on the way. */
@BrowserTest
class ConnectionsBrowserIT {

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    private static Locator field(Page page, String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    private static void byHand(Visit visit) {
        var page = visit.page();
        visit.open("/app/connections/new");
        field(page, "E-mail address").fill("demo@mailroom.test");
        press(page, "Enter the servers by hand");
        page.locator("#f-imapHost").fill("localhost");
        page.locator("#f-imapPort").fill("" + visit.imapPort());
        page.locator("#f-imapUser").fill("demo");
        page.locator("#f-smtpHost").fill("localhost");
        page.locator("#f-smtpPort").fill("" + visit.smtpPort());
        page.locator("#f-smtpUser").fill("demo");
    }

    @Test
    void connectMailboxByHand(Visit visit) {
        var page = visit.page();
        visit.signIn();
        visit.open("/app/connections");
        visit.look("connections-empty");
        visit.open("/app/connections/new");
        visit.look("connect-start");
        field(page, "E-mail address").fill("nobody");
        press(page, "Continue");
        assertThat(page.locator(".summary")).isFocused();

        byHand(visit);
        page.locator("#f-imapSsl").selectOption("none");
        page.locator("#f-smtpSsl").selectOption("none");
        assertThat(page.locator(".if-none")).isVisible();
        page.locator("#f-password").fill("wrong");
        visit.look("connect-by-hand");
        press(page, "Test and connect");
        assertThat(page.locator(".checked .notice.failed strong").first()).hasText("The server did not accept the log-in");
        assertThat(page.locator(".checked h2").first()).isFocused();
        assertThat(page.locator("#f-password")).hasValue("wrong"); // to be corrected, and not typed again
        visit.look("connect-wrong-password");

        page.locator("#f-password").fill("demo");
        press(page, "Test and connect");
        assertThat(page.locator("h1")).hasText("mailroom.test is connected");
        visit.look("connect-done");
        page.getByText("All connections").click();
        assertThat(page.locator(".chip.ok")).hasCount(2);
        visit.look("connections");

        page.locator("a.row-title").first().click();
        visit.look("connection-imap");
        press(page, "Test what is stored");
        assertThat(page.locator(".checked .chip")).hasText("Works");
        visit.look("connection-imap-tested");
        visit.open("/app/connections/smtp/mailroom.test");
        press(page, "Send and wait");
        assertThat(page.locator(".checked .phase.ok")).hasCount(5);
        visit.look("connection-smtp-roundtrip");
    }

    @Test
    void phasesArriveWhileOneWatches(Visit visit) {
        var page = visit.page();
        var watched = new CountDownLatch(1);
        try (var slow = ScriptedServer.imap("AUTH=PLAIN", command -> {
            waitFor(watched);
            return command.startsWith("LOGOUT") ? "OK until tomorrow" : "NO the inbox is closed today";
        })) {
            visit.signIn();
            byHand(visit);
            page.locator("#f-imapHost").fill("127.0.0.1");
            page.locator("#f-imapPort").fill("" + slow.address().port());
            page.locator("#f-imapUser").fill("");
            page.locator("#f-imapSsl").selectOption("none");
            page.locator("#f-smtpSsl").selectOption("none");
            page.locator("#f-password").fill("demo");
            press(page, "Test and connect");

            var reading = page.locator("#under-way section").nth(0);
            var sending = page.locator("#under-way section").nth(1);
            assertThat(reading.locator(".phase.ok .phase-name").first()).hasText("Find the server");
            assertThat(reading.locator(".phase.busy")).hasCount(1);
            assertThat(reading.locator(".chip")).hasText("Testing");
            assertThat(sending.locator(".chip")).hasText("Works");
            visit.look("connect-under-way");
            watched.countDown();

            assertThat(page.locator("section.checked .chip").first())
                    .hasText("Failed", new LocatorAssertions.HasTextOptions().setTimeout(30_000));
            assertThat(page.locator("#under-way")).isEmpty();
            assertThat(page.locator(".checked h2").first()).isFocused();
            assertThat(page.locator("#f-password")).hasValue("demo");
            press(page, "Save for sending only");
            assertThat(page.locator("h1")).hasText("mailroom.test is connected");
            visit.open("/app/connections");
            press(page, "Test mailroom.test for sending");
            assertThat(page.locator("section.checked .chip")).hasText("Works");
            page.goBack();
            assertThat(page.locator("h1")).hasText("Connections");
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void knownProviderAndTrouble(Visit visit) {
        var page = visit.page();
        var api = visit.signIn();
        visit.open("/app/connections/new");
        field(page, "E-mail address").fill("anna@gmail.com");
        press(page, "Continue");
        assertThat(page.locator(".facts")).containsText("imap.gmail.com");
        visit.look("connect-gmail");

        visit.open("/app/connections/imap/new");
        assertThat(page.locator(".if-none")).isHidden();
        page.getByText("None", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator(".if-none")).isVisible();
        page.getByText("More settings").click();
        page.getByText("Any certificate at all").click();
        assertThat(page.locator(".if-any")).isVisible();
        press(page, "Save");
        assertThat(page.locator(".summary")).isFocused();
        visit.look("connection-imap-refused");

        api.post(
                "/sec/email/settings/imap",
                Map.of(
                        "name", "a-very-long-name-that-somebody-gave-to-a-mailbox.of-an-organisation.example.org",
                        "imapHost", "localhost",
                        "imapPort", visit.smtpPort(),
                        "imapUser", "somebody.with.a.long.name@an-organisation-with-a-long-name.example.org",
                        "imapPassword", "demo",
                        "ignoreCertificates", true,
                        "sslType", "ssl"));
        visit.open("/app/connections");
        press(page, "Test a-very-long-name-that-somebody-gave-to-a-mailbox.of-an-organisation.example.org for reading");
        assertThat(page.locator(".checked .notice.failed")).isVisible();
        visit.look("connection-imap-failed");
        visit.open("/app/connections");
        visit.look("connections-trouble");
        visit.open("/app/connections/grants/new");
        visit.look("connection-sign-in");
    }
}
