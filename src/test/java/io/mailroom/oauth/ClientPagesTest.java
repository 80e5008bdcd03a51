package io.mailroom.oauth;

import static io.mailroom.testsupport.Browser.error;
import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ClientPagesTest {

    private static final String PROVIDERS = "/app/admin/providers";

    @Inject
    Database database;

    private static Map<String, String> google() {
        var form = new HashMap<String, String>();
        form.put("kind", "google");
        form.put("clientId", "106701-d8c.apps.googleusercontent.com");
        form.put("clientSecret", "hush hush".replace(" ", "-"));
        form.put("displayName", "Our Google");
        return form;
    }

    @Test
    void providerShouldBeStoredShownWithoutItsSecretAndChanged() {
        var anna = User.anAdmin();
        var browser = Browser.of(anna);

        var stored = browser.post(PROVIDERS + "/new", google());
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(303);
        assertThat(page(browser.get(PROVIDERS)).select(".row-title").text()).contains("Our Google");

        var shown = browser.get(PROVIDERS + "/google");
        assertThat(shown.asString()).doesNotContain("hush-hush");
        assertThat(page(shown).select("[data-copy] input").val()).endsWith("/api/v1/open/oauth/callback");
        assertThat(page(shown).select("#f-clientSecret").attr("placeholder")).startsWith("Stored");

        var changed = google();
        changed.put("clientSecret", "");
        changed.put("displayName", "Google of ours");
        changed.put("scopes", "https://mail.google.com/\nopenid");
        changed.put("authorizeParameters", "hd=example.org");
        changed.put("version", page(shown).select("input[name=version]").val());
        assertThat(browser.post(PROVIDERS + "/google", changed).statusCode()).isEqualTo(303);
        var now = anna.request().get("/api/v1/sec/oauth/client/google");
        assertThat(now.<String>path("displayName")).isEqualTo("Google of ours");
        assertThat(now.<Boolean>path("hasClientSecret")).isTrue();
        assertThat(now.<Map<String, String>>path("authorizeParameters")).containsEntry("hd", "example.org");

        var stale = browser.post(PROVIDERS + "/google", changed);
        assertThat(stale.statusCode()).isEqualTo(422);
        assertThat(page(stale).select(".summary").text()).contains("changed by someone else");
    }

    @Test
    void refusedProviderShouldSayWhyAtItsFields() {
        var form = google();
        form.put("kind", "oidc");
        form.put("clientId", "");
        form.put("tokenEndpoint", "http://login.example.org/token");
        form.put("authorizeParameters", "nothing");

        var refused = Browser.of(User.anAdmin()).post(PROVIDERS + "/new", form);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "clientId")).isEqualTo("Client ID is needed.");
        assertThat(error(refused, "tokenEndpoint")).contains("https://");
        assertThat(error(refused, "authorizeParameters")).contains("on each line");
        assertThat(page(refused).select("details.more").hasAttr("open")).isTrue();
        assertThat(refused.asString()).doesNotContain("hush-hush");
    }

    @Test
    void providerThatIsUsedShouldStay() {
        var anna = User.anAdmin();
        var browser = Browser.of(anna);
        browser.post(PROVIDERS + "/new", google());
        var grant = anna.aGrant(database, "gmail", "active");
        database.update("update oauth_grant set own_client = true where id = $1", grant);

        var refused = browser.post(PROVIDERS + "/google/delete", Map.of());
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(page(refused).select(".summary").text()).contains("A grant of your collective");

        database.update("delete from oauth_grant where id = $1", grant);
        assertThat(browser.post(PROVIDERS + "/google/delete", Map.of()).statusCode())
                .isEqualTo(303);
        assertThat(browser.get(PROVIDERS + "/google").statusCode()).isEqualTo(404);
    }
}
