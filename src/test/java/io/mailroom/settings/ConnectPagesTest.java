package io.mailroom.settings;

import static io.mailroom.testsupport.Browser.error;
import static io.mailroom.testsupport.Browser.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.GreenMailServer;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ConnectPagesTest {

    private static final String HERE = "/app/connections/new";
    private static final String ADDRESS = "anna@home.example";

    private final GreenMailServer server = GreenMailServer.start();
    private User anna;
    private Browser browser;

    @BeforeEach
    void signUp() {
        server.user(ADDRESS);
        anna = User.anAdmin();
        browser = Browser.of(anna);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Map<String, Object> typed(String password) {
        var typed = new HashMap<String, Object>(Map.of(
                "address", ADDRESS,
                "from", "Anna Meier",
                "password", password,
                "name", "home.example",
                "copies", "true"));
        typed.putAll(Map.of(
                "imapHost",
                server.imap().host(),
                "imapPort",
                server.imap().port(),
                "imapSsl",
                "none",
                "imapUser",
                ADDRESS));
        typed.putAll(Map.of(
                "smtpHost",
                server.smtp().host(),
                "smtpPort",
                server.smtp().port(),
                "smtpSsl",
                "none",
                "smtpUser",
                ADDRESS,
                "act",
                "test"));
        return typed;
    }

    @Test
    void presetShouldFillInServersAndSayWhichPasswordIsWanted() {
        var asked = page(browser.get(HERE + "?address=anna%40gmail.com"));

        assertThat(asked.select(".facts").text()).contains("imap.gmail.com, port 993, SSL/TLS", "that Mailroom brings");
        assertThat(asked.select("#f-imapHost").val()).isEqualTo("imap.gmail.com");
        assertThat(asked.select("#f-smtpPort").val()).isEqualTo("465");
        assertThat(asked.select("#f-name").val()).isEqualTo("gmail.com");
        assertThat(asked.select("label[for=f-password]").text()).isEqualTo("App password");
        assertThat(asked.select("#f-password-help a").attr("href"))
                .isEqualTo("https://myaccount.google.com/apppasswords");
        assertThat(asked.text()).doesNotContain("Sign in with Google"); // nobody has registered there
    }

    @Test
    void providerThatTakesNoPasswordsShouldBeToldOfWhereNobodyCanSignIn() {
        var asked = page(browser.get(HERE + "?address=anna%40outlook.com"));

        assertThat(asked.select(".notice strong").text()).isEqualTo("Microsoft takes no passwords");
        assertThat(asked.select("#f-password")).isEmpty();
        assertThat(asked.select(".notice.warning a").eachAttr("href")).contains("/app/admin/providers");
    }

    @Test
    void addressShouldBeRefusedAtItsField() {
        var refused = browser.get(HERE + "?address=anna");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "address")).startsWith("E-mail address must");
        assertThat(page(refused).select("#f-address").val()).isEqualTo("anna");
    }

    @Test
    void unknownProviderShouldBeConnectedByHand() {
        var asked = page(browser.get(HERE + "?address=" + ADDRESS));

        assertThat(asked.select(".notice strong").first().text()).isEqualTo("Nothing is known about home.example");
        assertThat(asked.select("details.more[open] #f-imapHost")).hasSize(1);
        assertThat(asked.select("#f-imapUser").val()).isEqualTo(ADDRESS);

        var connected = browser.post(HERE, typed(GreenMailServer.PASSWORD));

        assertThat(connected.statusCode()).as(connected.asString()).isEqualTo(303);
        assertThat(connected.header("Location")).isEqualTo(HERE + "/done?name=home.example&reads=true&sends=true");
        var done = page(browser.get(connected.header("Location")));
        assertThat(done.select("a.button").eachAttr("href"))
                .containsExactly("/app/tasks/new?imap=home.example", "/app/compose", "/app/connections");
        Response smtp = anna.request().get("/api/v1/sec/email/settings/smtp/home.example");
        assertThat(smtp.<String>path("from")).isEqualTo("Anna Meier <" + ADDRESS + ">");
        assertThat(smtp.<String>path("sentMailbox.imap")).isEqualTo("home.example");
        var list = page(browser.get("/app/connections"));
        assertThat(list.select(".chip.ok").eachText()).containsExactly("Works", "Works");
        assertThat(list.select("a.row-title").eachText()).containsExactly("home.example", "home.example");
    }

    @Test
    void wrongPasswordShouldBeToldForBothDirectionsAndSaveNothing() {
        var typed = typed("wr0ng");

        var refused = browser.post(HERE, typed);

        var page = page(refused);
        assertThat(page.select(".checked h2").eachText()).containsExactly("Reading mail", "Sending mail");
        assertThat(page.select(".checked .notice.failed strong").eachText())
                .containsOnly("The server did not accept the log-in");
        assertThat(page.select(".phase.failed .phase-name").eachText()).containsExactly("Log in", "Log in");
        assertThat(page.select(".phase.warning .phase-name").eachText()).containsOnly("Not encrypted");
        assertThat(page.select("#f-imapHost").val()).isEqualTo(typed.get("imapHost"));
        assertThat(page.select("#f-from").val()).isEqualTo("Anna Meier");
        assertThat(refused.asString()).doesNotContain("wr0ng");
        assertThat(page(browser.get("/app/connections")).text()).contains("Connect your first mailbox");
    }

    @Test
    void oneDirectionShouldBeSavedAloneWhereTheOtherDoesNotWork() {
        var typed = typed(GreenMailServer.PASSWORD);
        typed.put("smtpPort", 1);

        var tested = page(browser.post(HERE, typed));
        assertThat(tested.select("button[value=reading]").text()).isEqualTo("Save for reading only");
        typed.put("act", "reading");
        var saved = browser.post(HERE, typed);

        assertThat(saved.header("Location")).isEqualTo(HERE + "/done?name=home.example&reads=true");
        assertThat(anna.request()
                        .get("/api/v1/sec/email/settings/smtp/home.example")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void takenNameShouldBeAvoidedAndRefused() {
        browser.post(HERE, typed(GreenMailServer.PASSWORD));

        assertThat(page(browser.get(HERE + "?by=hand&address=" + ADDRESS))
                        .select("#f-name")
                        .val())
                .isEqualTo(ADDRESS);
        var refused = browser.post(HERE, typed(GreenMailServer.PASSWORD));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(page(refused).select(".summary").text()).contains("named home.example already");
    }

    @Test
    void refusedConsentShouldLeaveTheOtherWaysOpen() {
        var asked = page(browser.get(HERE + "?address=" + ADDRESS + "&grant=home.example"));

        assertThat(asked.text()).doesNotContain("You are signed in");
        assertThat(asked.select("#f-password")).hasSize(1);
        var typed = typed("");
        typed.put("grant", "home.example");
        var refused = browser.post(HERE, typed);
        assertThat(error(refused, "password")).isEqualTo("Password is needed.");
    }

    @Test
    void bothDirectionsShouldBeWatchedUntilTheyAreSaved() throws Exception {
        try (var events = Watched.of(browser, HERE + "/live", typed(GreenMailServer.PASSWORD))) {
            var first = events.next(html -> html.select("h2").size() == 2);
            var last = events.next(html -> html.text().contains("/done?"));

            assertThat(first.select("h2").eachText()).containsExactly("Reading mail", "Sending mail");
            assertThat(last.text()).isEqualTo(HERE + "/done?name=home.example&reads=true&sends=true");
        }
    }

    @Test
    void missingPasswordAndServerShouldBeSaidAtTheirFields() {
        var typed = typed("");
        typed.put("imapHost", "two words");

        var refused = browser.post(HERE, typed);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(error(refused, "password")).isEqualTo("Password is needed.");
        assertThat(error(refused, "imapHost")).startsWith("Server for reading (IMAP) must be a host name");
        assertThat(page(refused).select("#f-imapHost").val()).isEqualTo("two words");
    }
}
