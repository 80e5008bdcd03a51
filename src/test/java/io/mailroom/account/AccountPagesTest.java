package io.mailroom.account;

import static io.mailroom.testsupport.Browser.error;
import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AccountPagesTest {

    @Test
    void noticesShouldBeSavedAndShown() {
        var browser = Browser.of(User.anAdmin());

        var saved = browser.post("/app/account/notices", Map.of("address", " anna@example.org "));

        assertThat(saved.header("Location")).isEqualTo("/app/account");
        var page = page(browser.get("/app/account"));
        assertThat(page.select("#f-enabled").hasAttr("checked")).isFalse();
        assertThat(page.select("#f-address").val()).isEqualTo("anna@example.org");
    }

    @Test
    void noticesShouldBeRefusedAtTheirField() {
        var browser = Browser.of(User.anAdmin());

        var refused = browser.post("/app/account/notices", Map.of("enabled", "true", "address", "anna"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "address")).isEqualTo("Another address for these mails is not an e-mail address.");
        assertThat(page(refused).select("#f-address").val()).isEqualTo("anna");
    }

    @Test
    void passwordShouldBeChangedByWhoeverKnowsTheOldOne() {
        User user = User.anAdmin();
        var browser = Browser.of(user);

        var refused = browser.post(
                "/app/account/password", Map.of("currentPassword", "another", "newPassword", "battery staple"));
        var changed = browser.post(
                "/app/account/password", Map.of("currentPassword", user.password(), "newPassword", "battery staple"));

        assertThat(error(refused, "currentPassword")).isEqualTo("Current password is not your password.");
        assertThat(changed.statusCode()).isEqualTo(303);
        assertThat(User.loggedIn(user.collective(), "anna", "battery staple").token())
                .isNotBlank();
    }

    @Test
    void otherSessionsShouldBeEndedFromHere() {
        User user = User.anAdmin();
        var elsewhere = Browser.of(user.again());
        var browser = Browser.of(user);
        assertThat(browser.get("/app/account").asString()).contains("1 other place,");

        browser.post("/app/account/sessions", Map.of());

        assertThat(elsewhere.get("/app").statusCode()).isEqualTo(303);
        assertThat(browser.get("/app/account").asString()).contains("Nowhere but here");
    }
}
