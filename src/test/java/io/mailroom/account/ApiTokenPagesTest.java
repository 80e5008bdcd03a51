package io.mailroom.account;

import static io.mailroom.testsupport.Browser.error;
import static io.mailroom.testsupport.Browser.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ApiTokenPagesTest {

    private static final String PAGE = "/app/account/tokens";

    @Test
    void tokenShouldBeMadeShownOnceAndRevoked() {
        var browser = Browser.of(User.anAdmin());
        assertThat(page(browser.get("/app/account")).select("a[href=" + PAGE + "]"))
                .isNotEmpty();
        assertThat(browser.get(PAGE).asString()).contains("No tokens yet");

        var made = browser.post(
                PAGE + "/new", Map.of("name", "Backup", "scopes", List.of("items:read", "send"), "expires", "30"));
        String token = page(made).select("[data-copy] input").val();
        assertThat(given().header("Authorization", "Bearer " + token)
                        .get("/api/v1/sec/item")
                        .statusCode())
                .isEqualTo(200);

        var list = page(browser.get(PAGE));
        assertThat(list.text())
                .contains("Backup", "items:read", "send", "from 127.0.0.1", "good until")
                .doesNotContain(token);
        browser.post(list.select("form[action$=/revoke]").attr("action"), Map.of());
        assertThat(browser.get(PAGE).asString()).contains("No tokens yet");
        assertThat(given().header("Authorization", "Bearer " + token)
                        .get("/api/v1/sec/item")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void tokenWithoutAnythingToDoShouldBeRefusedWithWhatWasTyped() {
        var refused = Browser.of(User.anAdmin()).post(PAGE + "/new", Map.of("name", "Nothing", "expires", "0"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "scopes")).isNotBlank();
        assertThat(page(refused).select("#f-name").val()).isEqualTo("Nothing");
    }

    @Test
    void adminScopeShouldBeOfferedToAdminsOnly() {
        User admin = User.anAdmin();

        assertThat(page(Browser.of(admin).get(PAGE + "/new")).select("input[value=admin]"))
                .hasSize(1);
        assertThat(page(Browser.of(admin.aColleague("ben")).get(PAGE + "/new")).select("input[value=admin]"))
                .isEmpty();
    }
}
