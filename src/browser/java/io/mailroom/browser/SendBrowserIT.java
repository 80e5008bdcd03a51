package io.mailroom.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.mailroom.testsupport.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Writing a mail, sending it, and seeing what became of it. */
@BrowserTest
class SendBrowserIT {

    private static final String MAIL = """
            From: Carla Öztürk <carla@example.org>
            To: anna@example.org
            Subject: =?utf-8?q?Your_offer_of_March_for_the_roof_of_the_old_town_hall=2C_with_all_annexes?=
            Message-ID: <%d@example.org>
            Date: Mon, 2 Mar 2026 10:00:00 +0100
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain; charset=utf-8

            Dear Anna,
            would you send us the offer once more?
            --b
            Content-Type: text/plain
            Content-Disposition: attachment; filename="offer-2026-0042.txt"

            The offer.
            --b--
            """;

    private static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
                .first()
                .click();
    }

    private static Locator field(Page page, String name) {
        return page.locator("#f-" + name);
    }

    private static void chip(Page page, String text) {
        assertThat(page.locator("#state .chip").first()).hasText(text);
    }

    private static ApiClient signedIn(Visit visit) {
        var api = visit.signIn();
        api.post(
                "/sec/email/settings/smtp",
                Map.of(
                        "name", "sandbox",
                        "smtpHost", "127.0.0.1",
                        "smtpPort", visit.smtpPort(),
                        "smtpUser", "demo",
                        "smtpPassword", "demo",
                        "from", "Anna Meier <anna@example.org>",
                        "sslType", "none"));
        return api;
    }

    /** An item made of a mail. */
    private static String anItem(Visit visit, ApiClient api) throws IOException, InterruptedException {
        var mail = MAIL.formatted(System.nanoTime()).replace("\n", "\r\n");
        var body = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.eml\"\r\n"
                + "Content-Type: message/rfc822\r\n\r\n" + mail + "\r\n--x--\r\n";
        var base = URI.create(visit.page().url());
        var request = HttpRequest.newBuilder(base.resolve("/api/v1/sec/upload/item"))
                .header("X-Docspell-Auth", api.token())
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
        var answer = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        return answer.replaceAll("(?s).*\"ids\"\\s*:\\s*\\[\\s*\"([^\"]+)\".*", "$1");
    }

    @Test
    void withoutASenderOneIsLedToConnectOne(Visit visit) {
        visit.signIn();

        visit.open("/app/compose");
        visit.look("compose-none");
        assertThat(visit.page().getByText("Connect a mailbox")).hasAttribute("href", "/app/connections/new");
        visit.open("/app/outbox");
        visit.look("outbox-empty");
        visit.open("/app/sent");
        visit.look("sent-empty");
        visit.open("/app/templates");
        visit.look("templates-empty");
    }

    @Test
    void mailAboutAnItemIsRefusedLookedAtAndSent(Visit visit) throws Exception {
        var api = signedIn(visit);
        var item = anItem(visit, api);
        var page = visit.page();

        visit.open("/app/compose?item=" + item + "&mode=reply");
        assertThat(field(page, "recipients")).hasValue("Carla Öztürk <carla@example.org>");
        assertThat(field(page, "subject")).hasValue(Pattern.compile("Re: Your offer .*"));
        page.getByText("offer-2026-0042.txt").click();
        field(page, "body").fill("Dear Carla,\n\nhere it is again.\n\nAnna");
        field(page, "files").setInputFiles(new FilePayload("plan.txt", "text/plain", "a plan".getBytes(StandardCharsets.UTF_8)));
        visit.look("compose-reply");

        field(page, "recipients").fill("Carla Öztürk <carla@example.org>, ben@@example");
        press(page, "Send");
        assertThat(page.locator(".summary")).isFocused();
        assertThat(page.locator("#f-recipients-error")).containsText("'ben@@example' is not an e-mail address");
        assertThat(field(page, "body")).hasValue("Dear Carla,\n\nhere it is again.\n\nAnna");
        assertThat(page.locator("[name=attachmentIds]")).isChecked();
        visit.look("compose-refused");

        field(page, "recipients").fill("Carla Öztürk <carla@example.org>, ben@example.org");
        press(page, "Preview");
        assertThat(page.locator(".preview")).containsText("offer-2026-0042.txt");
        // The file was kept, too.
        assertThat(page.locator(".preview")).containsText("plan.txt");
        visit.look("compose-preview");

        press(page, "Send it like this");
        page.waitForURL("**/app/sent/*");
        assertThat(page.locator("#flash")).containsText("Your mail is sent.");
        chip(page, "Sent");
        assertThat(page.locator("#state .rows")).containsText("250");
        visit.look("sent-mail");

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sent")).first().click();
        visit.look("sent-list");

        // Whom one wrote to is offered from then on.
        visit.open("/app/compose");
        field(page, "recipients").pressSequentially("carl");
        assertThat(page.locator("#f-recipients-list option").first())
                .hasAttribute("value", "Carla Öztürk <carla@example.org>");
    }

    @Test
    void filesOfOneMailDoNotGoAlongWithTheNext(Visit visit) {
        signedIn(visit);
        var page = visit.page();
        visit.open("/app/compose");
        field(page, "files").setInputFiles(new FilePayload("secret.txt", "text/plain", "secret".getBytes(StandardCharsets.UTF_8)));

        press(page, "Preview");
        assertThat(page.locator(".summary")).isFocused();
        assertThat(field(page, "files")).hasValue(Pattern.compile(".*secret.txt"));
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Compose")).click();
        assertThat(page.locator(".summary")).hasCount(0);

        assertThat(field(page, "files")).hasValue("");
    }

    @Test
    void mailForLaterIsCancelledInTheOutbox(Visit visit) {
        signedIn(visit);
        var page = visit.page();

        visit.open("/app/compose");
        visit.look("compose-new");
        field(page, "recipients").fill("ben@example.org");
        field(page, "subject").fill("Season's greetings to everybody at the office, from the whole family and the dog");
        field(page, "body").fill("All the best.");
        field(page, "sendAt")
                .fill(LocalDateTime.now().plusDays(2).truncatedTo(ChronoUnit.MINUTES).toString());
        press(page, "Send");
        chip(page, "Scheduled");
        visit.look("sent-scheduled");

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sent")).first().click();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Outbox")).click();
        visit.look("outbox");
        page.locator("details.confirm > summary").click();
        visit.look("outbox-cancel");
        press(page, "Cancel the mail");
        assertThat(page.locator(".empty h2")).hasText("Nothing is waiting");
    }

    @Test
    void templateIsWrittenLookedAtAndUsed(Visit visit) {
        signedIn(visit);
        var page = visit.page();

        visit.open("/app/templates");
        page.getByText("New template").first().click();
        field(page, "name").fill("reminder");
        field(page, "subject").fill("Reminder: {number}");
        field(page, "body").fill("Dear {recipient.name ?: 'customer'},\n\n{number is due.\n{#if}");
        press(page, "Preview");
        assertThat(page.locator("#f-body-error")).containsText("line");
        visit.look("template-refused");

        field(page, "body").fill("Dear {recipient.name ?: 'customer'},\n\n{number} is due since {date}.\n");
        page.getByText("Also as a page (HTML)").click();
        field(page, "html").fill("<p style='color:navy'>Dear {recipient.name},<br><b>{number}</b> is due.</p>");
        press(page, "Preview");
        assertThat(page.locator(".preview")).containsText("Reminder: [number]");
        assertThat(page.frameLocator("iframe[name=mail-page]").locator("b")).hasText("[number]");
        visit.look("template-preview");
        press(page, "Save");
        assertThat(page.locator("#flash")).hasText("Saved reminder.");
        visit.look("templates");

        visit.open("/app/compose");
        field(page, "recipients").fill("Ben Huber <ben@example.org>");
        field(page, "template").selectOption("reminder");
        assertThat(field(page, "variables-number")).isVisible();
        press(page, "Send");
        assertThat(page.locator("#f-variables-number-error")).containsText("is needed");
        visit.look("compose-template");
        field(page, "variables-number").fill("2026-0042");
        field(page, "variables-date").fill("1 March");
        press(page, "Preview");
        assertThat(page.frameLocator("iframe[name=mail-page]").locator("b")).hasText("2026-0042");
        visit.look("compose-template-preview");
        press(page, "Send");
        chip(page, "Sent");
    }
}
