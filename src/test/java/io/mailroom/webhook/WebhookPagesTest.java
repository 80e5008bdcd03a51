package io.mailroom.webhook;

import static io.mailroom.testsupport.Browser.error;
import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WebhookPagesTest {

    private static final String WEBHOOKS = "/app/webhooks";

    /** @return the path of its page */
    private static String added(Browser browser, String url) {
        var made = browser.post(WEBHOOKS + "/new", Map.of("url", url, "events", "mail.failed", "enabled", "true"));
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(200);
        assertThat(page(made).select("[data-copy] input").val()).startsWith("whsec_");
        return page(made).select("main .buttons a").attr("href");
    }

    @Test
    void webhookShouldShowItsSecretOnceAndBeChanged() {
        var browser = Browser.of(User.anAdmin());
        String path = added(browser, "http://127.0.0.1:9/hook");

        var shown = browser.get(path);
        assertThat(shown.asString()).doesNotContain("whsec_");
        assertThat(page(shown).select("input[name=events][checked]").eachAttr("value"))
                .containsExactly("mail.failed");
        var saved = browser.post(
                path,
                Map.of(
                        "url",
                        "http://127.0.0.1:9/other",
                        "version",
                        page(shown).select("input[name=version]").val()));
        assertThat(saved.header("Location")).isEqualTo(path);
        assertThat(page(browser.get(WEBHOOKS)).select(".rows li").text())
                .contains("http://127.0.0.1:9/other", "All events", "Off");

        assertThat(page(browser.post(path + "/secret", Map.of())).select("main").text())
                .contains("The old secret is good for nothing");
        browser.post(path + "/delete", Map.of());
        assertThat(browser.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void refusedWebhookShouldSayWhyAtItsField() {
        var refused = Browser.of(User.anAdmin())
                .post(WEBHOOKS + "/new", Map.of("url", "example.org/hook", "events", "mail.failed"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "url")).startsWith("Address must be an absolute http or https URL");
        assertThat(page(refused).select("#f-url").val()).isEqualTo("example.org/hook");
        assertThat(page(refused).select("input[name=events][checked]")).hasSize(1);
    }

    @Test
    void pingShouldBeFollowedUntilItsEnd() {
        var browser = Browser.of(User.anAdmin());
        String path = added(browser, "http://127.0.0.1:9/hook");

        var pinged = browser.post(path + "/ping", Map.of());

        assertThat(pinged.header("Location")).startsWith(path + "?ping=");
        var shown = page(browser.get(pinged.header("Location")));
        assertThat(shown.select("#ping").text()).contains("The ping is on its way");
        assertThat(shown.select("#ping").attr("hx-trigger")).startsWith("load");
        assertThat(shown.select("#deliveries tbody tr").text()).contains("Ping", "Waiting");
    }

    @Test
    void webhooksOfOthersShouldNotBeThere() {
        String path = added(Browser.of(User.anAdmin()), "http://127.0.0.1:9/hook");
        var other = Browser.of(User.anAdmin());

        assertThat(other.get(path).statusCode()).isEqualTo(404);
        assertThat(other.post(path + "/ping", Map.of()).statusCode()).isEqualTo(404);
        assertThat(other.post(path + "/secret", Map.of()).statusCode()).isEqualTo(404);
    }
}
