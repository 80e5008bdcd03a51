package io.mailroom.settings;

import static io.mailroom.testsupport.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.egress.MailServer;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.GreenMailServer;
import io.mailroom.testsupport.Loopback;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mailboxes behind a setting, over HTTP, from servers of several kinds. */
@QuarkusTest
class MailboxesTest {

    private static final byte[] MAIL = "Subject: a\r\n\r\nb\r\n".getBytes(StandardCharsets.US_ASCII);

    private User anna;

    @BeforeEach
    void signUp() {
        anna = User.anAdmin();
    }

    @ParameterizedTest
    @ValueSource(chars = {'.', '/'})
    void mailboxesShouldBeListedWithCountsWhenServerIsDovecot(char separator) throws IOException {
        try (var dovecot = DovecotServer.start(DovecotServer.Options.standard().withSeparator(separator))) {
            var deep = "Ablage" + separator + "Größe & Gewicht";
            dovecot.deliver("anna", "INBOX", MAIL, MAIL, MAIL);
            dovecot.deliver("anna", deep, MAIL);
            dovecot.create("anna", "Ablage-alt");

            var listed = mailboxes(dovecot.plain(), "anna", DovecotServer.PASSWORD);

            assertThat(listed.statusCode()).as(listed.asString()).isEqualTo(200);
            assertThat(listed.<String>path("separator")).isEqualTo(String.valueOf(separator));
            assertThat(listed.<List<String>>path("mailboxes.name"))
                    .containsExactly("INBOX", "Ablage", deep, "Ablage-alt", "Sent");
            assertThat(listed.<List<String>>path("mailboxes.specialUse"))
                    .containsExactly("inbox", null, null, null, "sent");
            assertThat(listed.<List<Boolean>>path("mailboxes.selectable"))
                    .containsExactly(true, false, true, true, true);
            assertThat(listed.<List<Integer>>path("mailboxes.total")).containsExactly(3, null, 1, 0, 0);
            assertThat(listed.<List<Integer>>path("mailboxes.unseen")).containsExactly(3, null, 1, 0, 0);
            assertThat(listed.<List<Integer>>path("mailboxes.uidNext")).containsExactly(4, null, 2, 1, 1);
            assertThat(listed.<Boolean>path("complete")).isTrue();
            assertThat(listed.<Boolean>path("countsComplete")).isTrue();
        }
    }

    @Test
    void mailboxesShouldBeListedWithCountsWhenServerHasNoExtensions() {
        try (var green = GreenMailServer.start()) {
            green.user("anna@example.org");

            var listed = mailboxes(green.imap(), "anna@example.org", GreenMailServer.PASSWORD);

            assertThat(listed.<String>path("separator")).isEqualTo(".");
            assertThat(listed.<List<String>>path("mailboxes.name")).containsExactly("INBOX");
            assertThat(listed.<List<String>>path("mailboxes.specialUse")).containsExactly("inbox");
            assertThat(listed.<List<Integer>>path("mailboxes.total")).containsExactly(0);
            assertThat(listed.<Boolean>path("countsComplete")).isTrue();
        }
    }

    @Test
    void reasonShouldBeToldWhenServerRefusesTheLogin() {
        try (var green = GreenMailServer.start()) {
            green.user("anna@example.org");

            var refused = mailboxes(green.imap(), "anna@example.org", "wrong-password");

            assertProblem(refused, 502, "mail-server");
            assertThat(refused.<String>path("detail"))
                    .startsWith("The mailboxes could not be listed with the setting home. 127.0.0.1")
                    .contains("Check user and password")
                    .doesNotContain("wrong-password");
        }
    }

    @Test
    void reasonShouldBeToldWhenServerDoesNotListJustNow() {
        try (var server = ScriptedServer.imap("", command -> "$ NO [UNAVAILABLE] come back at nine\r\n")) {
            var refused = mailboxes(server.address(), null, null);

            assertProblem(refused, 502, "mail-server");
            assertThat(refused.<String>path("detail")).contains("come back at nine", "may well work in a while");
        }
    }

    @Test
    void reasonShouldBeToldWhenNobodyListens() {
        var refused = mailboxes(Loopback.server("127.0.0.1", 1, Tls.NONE, Trust.SYSTEM), "anna", "secret");

        assertProblem(refused, 502, "mail-server");
        assertThat(refused.<String>path("detail")).contains("refused the connection on port 1");
    }

    @Test
    void settingOfSomebodyElseShouldBeUnknown() {
        store(Loopback.server("127.0.0.1", 1, Tls.NONE, Trust.SYSTEM), "anna", "secret");

        assertProblem(get(anna.aColleague("ben"), "home"), 404, "not-found");
        assertProblem(get(anna, "nowhere"), 404, "not-found");
    }

    private Response mailboxes(MailServer server, String user, String password) {
        store(server, user, password);
        return get(anna, "home");
    }

    private void store(MailServer server, String user, String password) {
        var settings = new java.util.HashMap<String, Object>(Map.of(
                "name",
                "home",
                "imapHost",
                server.host(),
                "imapPort",
                server.port(),
                "sslType",
                server.tls().name().toLowerCase(Locale.ROOT)));
        settings.put("imapUser", user);
        settings.put("imapPassword", password);
        anna.request()
                .body(settings)
                .post("/api/v1/sec/email/settings/imap")
                .then()
                .statusCode(200);
    }

    private static Response get(User user, String name) {
        return user.request().get("/api/v1/sec/email/settings/imap/" + name + "/mailboxes");
    }
}
