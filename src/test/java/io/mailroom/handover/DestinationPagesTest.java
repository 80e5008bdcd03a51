package io.mailroom.handover;

import static io.mailroom.testsupport.Browser.error;
import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Destinations, and what was handed over, in pages. */
@QuarkusTest
class DestinationPagesTest {

    private static final String HERE = "/app/destinations";

    @Inject
    Handing handing;

    private User anna;
    private Browser browser;

    @BeforeEach
    void signUp() {
        anna = User.anAdmin();
        browser = Browser.of(anna);
    }

    @Test
    void destinationShouldBeMadeChangedTestedAndRemoved() {
        assertThat(page(browser.get(HERE)).select("main").text()).contains("No destinations yet");
        assertThat(page(browser.get(HERE + "/new")).select(".rows a").eachAttr("href"))
                .contains(HERE + "/new/paperless", HERE + "/new/folder");

        var made = browser.post(HERE + "/new/folder", Map.of("name", "files", "options.path", "bills"));
        assertThat(made.header("Location")).isEqualTo(HERE + "/files");
        var shown = page(browser.get(HERE + "/files"));
        assertThat(shown.select("input[name=options.path]").val()).isEqualTo("bills");

        var saved = browser.post(
                HERE + "/files",
                Map.of(
                        "name",
                        "papers",
                        "version",
                        shown.select("input[name=version]").val()));
        assertThat(saved.header("Location")).isEqualTo(HERE + "/papers");
        assertThat(page(browser.post(HERE + "/papers/test", Map.of()))
                        .select(".phases")
                        .text())
                .contains("Find where items go", "Write there");
        assertThat(page(browser.get(HERE)).select(".rows li").text()).contains("papers", "Folder", "Ready");

        browser.post(HERE + "/papers/delete", Map.of());
        assertThat(browser.get(HERE + "/papers").statusCode()).isEqualTo(404);
    }

    @Test
    void refusalShouldStandAtItsFieldAndTheSecretNowhere() {
        var refused = browser.post(
                HERE + "/new/paperless",
                Map.of("name", "archive", "options.url", "example.org", "secret", "very secret"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "options.url")).startsWith("Address must be an absolute http or https URL");
        assertThat(refused.asString()).doesNotContain("very secret");
    }

    @Test
    void webhookShouldBeOfferedASecretAndNeverShowItAgain() {
        var secret = page(browser.get(HERE + "/new/webhook"))
                .select("input[name=secret]")
                .val();
        assertThat(secret).startsWith("whsec_");

        browser.post(
                HERE + "/new/webhook", Map.of("name", "hook", "options.url", "http://127.0.0.1:9/", "secret", secret));

        assertThat(handing.get(anna, "hook").getBoolean("hasSecret")).isTrue();
        assertThat(browser.get(HERE + "/hook").asString()).doesNotContain(secret);
    }

    @Test
    void pageOfAnItemShouldTellWhatBecameOfItAndTryAgain() {
        try (var side = OtherSide.answering(422)) {
            handing.make(anna, Handing.webhook(side));
            handing.make(anna, Handing.destination("files", "folder", null));
            var item = handing.item(anna, "The bill");
            browser.post("/app/items/" + item + "/handover", Map.of("destination", "hook"));
            handing.deliver(anna, "hook");

            var shown = page(browser.get("/app/items/" + item));
            var handed = shown.select("section[aria-labelledby=handed]");
            assertThat(handed.text()).contains("hook", "Webhook", "Given up", "422", "so it is");
            assertThat(handed.select("option").eachText()).containsExactly("files");

            var again = browser.post(handed.select("form[action$=retry]").attr("action"), Map.of());
            assertThat(again.header("Location")).isEqualTo("/app/items/" + item);
            assertThat(handing.handover(anna, item)).containsEntry("state", "pending");
        }
    }

    @Test
    void formOfATaskShouldOfferDestinationsAndKeepThem() {
        handing.make(anna, Handing.destination("files", "folder", null));
        anna.request()
                .body(Map.of("name", "work", "imapHost", "127.0.0.1", "imapPort", 9, "sslType", "none"))
                .post("/api/v1/sec/email/settings/imap")
                .then()
                .statusCode(200);

        var form = page(browser.get("/app/tasks/new"));
        assertThat(form.select("input[name=handover.destinations]").eachAttr("value"))
                .containsExactly("files");
        var made = browser.post(
                "/app/tasks/new",
                Map.of(
                        "imapConnection", "work",
                        "folders", "INBOX",
                        "when", "minutes",
                        "everyMinutes", "10",
                        "handover.destinations", "files",
                        "goes", "true"));

        assertThat(made.statusCode()).as(made.asString()).isEqualTo(303);
        var task = anna.request().get("/api/v1/sec/usertask/scanmailbox").jsonPath();
        assertThat(task.getList("items[0].handover.destinations", String.class)).containsExactly("files");
        assertThat(task.getBoolean("items[0].handover.keepHere")).isFalse();
    }
}
