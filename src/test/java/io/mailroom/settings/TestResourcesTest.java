package io.mailroom.settings;

import static io.mailroom.testsupport.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.egress.MailServer;
import io.mailroom.testsupport.GreenMailServer;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of settings over HTTP, stored and not. */
@QuarkusTest
class TestResourcesTest {

    private static final String BASE = "/api/v1/sec/email/settings/";
    private static final String PASSWORD = "never-on-the-wire";

    private User anna;

    @BeforeEach
    void signUp() {
        anna = User.anAdmin();
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "smtp"})
    void storedSettingsShouldBeTestedWithTheirPassword(String protocol) {
        try (var green = greenMail()) {
            store(protocol, settings(protocol, server(green, protocol)));

            var report = post(anna, protocol + "/home/test", null);

            assertReported(report, true);
            assertThat(report.<List<String>>path("phases.phase"))
                    .containsExactly(
                            "dns",
                            "tcp",
                            "tls",
                            "greeting",
                            "capabilities",
                            "authentication",
                            protocol.equals("imap") ? "inbox" : "sender");
            assertThat(report.<String>path("phases[5].details.user")).isEqualTo("anna@example.org");
            assertThat(report.<List<String>>path("warnings")).hasSize(1);
            assertThat(green.greenMail().getReceivedMessages()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "smtp"})
    void unsavedSettingsShouldBeTestedAndNotSaved(String protocol) {
        try (var green = greenMail()) {
            assertReported(post(anna, protocol + "/test", settings(protocol, server(green, protocol))), true);

            assertProblem(anna.request().get(BASE + protocol + "/home"), 404, "not-found");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "smtp"})
    void storedPasswordShouldStandInWhenItIsLeftOut(String protocol) {
        try (var green = greenMail()) {
            var settings = settings(protocol, server(green, protocol));
            store(protocol, settings);

            settings.remove(protocol + "Password");
            assertReported(post(anna, protocol + "/test", settings), true);
            settings.put(protocol + "Password", "");
            assertReported(post(anna, protocol + "/test", settings), false);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "imap, imapHost, localhost",
        "imap, imapPort, 1",
        "imap, imapUser, ben@example.org",
        "imap, sslType, starttls",
        "imap, ignoreCertificates, true",
        "imap, useOAuth, true",
        "smtp, useOAuth, true",
        "smtp, smtpHost, localhost",
        "smtp, smtpPort, 1",
        "smtp, smtpUser, ben@example.org",
        "smtp, sslType, ssl",
        "smtp, ignoreCertificates, true"
    })
    void storedPasswordShouldNotGoElsewhereWhenSettingsPointThere(String protocol, String field, String value) {
        try (var other = ScriptedServer.silent()) {
            var settings = settings(protocol, other.address());
            store(protocol, settings);
            settings.put(protocol + "Password", null);
            settings.put(field, json(value));

            var refused = post(anna, protocol + "/test", settings);

            assertProblem(refused, 422, "invalid");
            assertThat(refused.<String>path("errors[0].field")).isEqualTo(protocol + "Password");
            assertThat(refused.<String>path("detail")).contains("must be given");
            assertThat(other.received()).isEmpty();
        }
    }

    @Test
    void passwordOfSomebodyElseShouldNotStandIn() {
        try (var green = greenMail()) {
            var settings = settings("imap", green.imap());
            store("imap", settings);
            settings.remove("imapPassword");

            assertReported(post(anna.aColleague("ben"), "imap/test", settings), false);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "smtp"})
    void failureShouldBeToldWithItsCauseAndAdvice(String protocol) {
        try (var green = greenMail()) {
            var settings = settings(protocol, server(green, protocol));
            settings.put(protocol + "Password", "wr0ng-" + PASSWORD);

            var report = post(anna, protocol + "/test", settings);

            assertReported(report, false);
            assertThat(report.<String>path("phase")).isEqualTo("authentication");
            assertThat(report.<String>path("cause")).isEqualTo("auth");
            assertThat(report.<String>path("advice")).isNotBlank();
            assertThat(report.<String>path("phases[5].outcome")).isEqualTo("failed");
            assertThat(report.<String>path("phases[6].outcome")).isEqualTo("skipped");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "smtp"})
    void settingsShouldBeJudgedAsWhenTheyAreStored(String protocol) {
        var invalid = post(anna, protocol + "/test", Map.of("name", "a b", "sslType", "maybe"));

        assertProblem(invalid, 422, "invalid");
        assertThat(invalid.<List<String>>path("errors.field")).contains("name", "sslType", protocol + "Host");
    }

    @Test
    void settingsOfSomebodyElseShouldBeUnknown() {
        try (var green = greenMail()) {
            store("imap", settings("imap", green.imap()));

            assertProblem(post(anna.aColleague("ben"), "imap/home/test", null), 404, "not-found");
            assertProblem(post(anna, "smtp/home/test", null), 404, "not-found");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "smtp"})
    void settingsNamedTestShouldBeReadAndTested(String protocol) {
        try (var green = greenMail()) {
            var settings = settings(protocol, server(green, protocol));
            settings.put("name", "test");
            store(protocol, settings);

            assertThat(anna.request().get(BASE + protocol + "/test").<String>path("name"))
                    .isEqualTo("test");
            assertReported(post(anna, protocol + "/test/test", null), true);
            assertThat(anna.request()
                            .body(settings)
                            .put(BASE + protocol + "/test")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(anna.request().delete(BASE + protocol + "/test").statusCode())
                    .isEqualTo(200);
        }
    }

    private static Object json(String value) {
        return value.matches("\\d+") ? Integer.valueOf(value) : value.equals("true") ? Boolean.TRUE : value;
    }

    private static GreenMailServer greenMail() {
        var green = GreenMailServer.start();
        green.greenMail().setUser("anna@example.org", "anna@example.org", PASSWORD);
        return green;
    }

    private static MailServer server(GreenMailServer green, String protocol) {
        return protocol.equals("imap") ? green.imap() : green.smtp();
    }

    private static Map<String, Object> settings(String protocol, MailServer server) {
        var settings = new HashMap<String, Object>();
        settings.put("name", "home");
        settings.put(protocol + "Host", server.host());
        settings.put(protocol + "Port", server.port());
        settings.put(protocol + "User", "anna@example.org");
        settings.put(protocol + "Password", PASSWORD);
        settings.put("sslType", server.tls().name().toLowerCase(Locale.ROOT));
        if (protocol.equals("smtp")) {
            settings.put("from", "Anna <anna@example.org>");
        }
        return settings;
    }

    private void store(String protocol, Map<String, Object> settings) {
        anna.request().body(settings).post(BASE + protocol).then().statusCode(200);
    }

    private static Response post(User user, String path, Object body) {
        var request = user.request();
        return (body == null ? request : request.body(body)).post(BASE + path);
    }

    private static void assertReported(Response report, boolean success) {
        assertThat(report.statusCode()).as(report.asString()).isEqualTo(200);
        assertThat(report.<Boolean>path("success")).as(report.asString()).isEqualTo(success);
        assertThat(report.<String>path("message")).isNotBlank();
        assertThat(report.asString()).startsWith("{\"success\":").doesNotContain(PASSWORD);
    }
}
