package io.mailroom.account;

import static io.mailroom.testsupport.Browser.error;
import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UserPagesTest {

    private static final String USERS = "/app/admin/users";
    private static final String INVITES = "/app/admin/invites";

    @Inject
    Database database;

    @Test
    void usersShouldBeListedWithTheirLastSignIn() {
        User anna = User.anAdmin();
        anna.aColleague("ben");

        var rows = page(Browser.of(anna).get(USERS)).select("tbody tr");

        assertThat(rows.eachText()).hasSize(2);
        assertThat(rows.get(0).text()).contains("anna (you)", "Admin");
        assertThat(rows.get(1).text()).contains("ben", "User");
        assertThat(rows.select("[data-label='Last sign-in'] time")).hasSize(2);
    }

    @Test
    void manyUsersShouldComeInPagesAndBeFound() {
        User anna = User.anAdmin();
        database.update("""
                insert into account (id, collective_id, login, password_hash, email, admin, created, version)
                select gen_random_uuid(), a.collective_id, 'user' || lpad(n::text, 3, '0'), 'x', 'u' || n || '@example.org',
                    false, now(), 0
                from account a, generate_series(1, 120) n where a.id = $1""", anna.accountId(database));
        var browser = Browser.of(anna);

        var first = page(browser.get(USERS));
        var second = page(browser.get(first.select("a[rel=next]").attr("href")));
        var found = page(browser.get(USERS + "?q=U77%40"));

        assertThat(first.select("tbody tr")).hasSize(50);
        assertThat(first.select(".pager").text()).contains("1–50 of 121");
        assertThat(second.select(".pager").text()).contains("51–100 of 121");
        assertThat(second.select("a[rel=prev]")).hasSize(1);
        assertThat(found.select("tbody tr").eachText())
                .singleElement()
                .asString()
                .contains("user077");
        assertThat(page(browser.get(USERS + "?q=nobody")).text()).contains("Nobody of that name");
    }

    @Test
    void userShouldBeMadeMadeAdminAndRemoved() {
        User anna = User.anAdmin();
        var browser = Browser.of(anna);

        var made = browser.post(USERS + "/new", Map.of("login", "ben", "password", "correct horse", "email", ""));
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(303);
        User ben = User.loggedIn(anna.collective(), "ben", "correct horse");
        assertThat(Browser.of(ben).get(USERS).statusCode()).isEqualTo(403);

        browser.post(USERS + "/ben/admin", Map.of("admin", "true"));
        assertThat(Browser.of(ben).get(USERS).statusCode()).isEqualTo(200);
        browser.post(USERS + "/ben/admin", Map.of("admin", "false"));
        assertThat(Browser.of(ben).get(USERS).statusCode()).isEqualTo(403);

        assertThat(page(browser.get(USERS + "/ben")).select("main").text())
                .contains("passwords stored for them", "items that they imported");
        assertThat(browser.post(USERS + "/ben/delete", Map.of()).statusCode()).isEqualTo(303);
        assertThat(browser.get(USERS + "/ben").statusCode()).isEqualTo(404);
        assertThat(Browser.of(ben).get("/app").statusCode()).isEqualTo(303);
    }

    @Test
    void makingAUserShouldSayAtItsFieldWhatIsWrong() {
        var refused = Browser.of(User.anAdmin())
                .post(
                        USERS + "/new",
                        Map.of("login", "be n", "password", "short", "email", "nowhere", "admin", "true"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "login")).startsWith("Name must be 1 to 128");
        assertThat(error(refused, "password")).startsWith("First password must have");
        assertThat(error(refused, "email")).isEqualTo("E-mail address is not an e-mail address.");
        assertThat(page(refused).select("#f-login").val()).isEqualTo("be n");
        assertThat(page(refused).select("#f-admin").hasAttr("checked")).isTrue();
        assertThat(page(refused).select("#f-password").val()).isEmpty();
    }

    @Test
    void adminShouldNotDemoteThemselves() {
        User anna = User.anAdmin();

        var refused = Browser.of(anna).post(USERS + "/anna/admin", Map.of("admin", "false"));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(page(refused).select("[role=alert]").text()).contains("Another admin can");
        assertThat(Browser.of(anna).get(USERS).statusCode()).isEqualTo(200);
    }

    @Test
    void usersOfOthersShouldNotBeThere() {
        User.anAdmin().aColleague("carl");
        var browser = Browser.of(User.anAdmin());

        assertThat(browser.get(USERS + "/carl").statusCode()).isEqualTo(404);
        assertThat(browser.post(USERS + "/carl/admin", Map.of("admin", "true")).statusCode())
                .isEqualTo(404);
        assertThat(browser.post(USERS + "/carl/delete", Map.of()).statusCode()).isEqualTo(404);
    }

    @Test
    void inviteShouldBeMadeUsedByItsLinkAndWithdrawn() {
        User anna = User.anAdmin();
        var browser = Browser.of(anna);
        assertThat(browser.post(INVITES, Map.of()).header("Location")).isEqualTo(INVITES);
        browser.post(INVITES, Map.of());

        var links = page(browser.get(INVITES)).select("[data-copy] input").eachAttr("value");
        assertThat(links).hasSize(2).allMatch(link -> link.startsWith("http://"));
        String path = links.getFirst().replaceFirst("^http://[^/]+", "");
        var door = page(Browser.ofNobody().get(path));
        String key = door.select("#f-invite").val();
        var joined = Browser.ofNobody()
                .post("/signup", Map.of("invite", key, "login", "dora", "password", "correct horse", "email", ""));
        assertThat(joined.statusCode()).as(joined.asString()).isEqualTo(303);
        assertThat(page(browser.get(USERS)).text()).contains("dora");

        String other = page(browser.get(INVITES)).select("input[name=key]").val();
        Browser.of(User.anAdmin()).post(INVITES + "/withdraw", Map.of("key", other));
        assertThat(page(browser.get(INVITES)).select("[data-copy]")).hasSize(1);
        browser.post(INVITES + "/withdraw", Map.of("key", other));
        assertThat(page(browser.get(INVITES)).text()).contains("No open invites");
    }
}
