package io.mailroom.provider;

import static io.mailroom.testsupport.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The endpoint, with a provider that has a document for everybody. */
@QuarkusTest
@TestProfile(ProviderResourceTest.WithDocuments.class)
class ProviderResourceTest {

    /** Its web server gives every document another name. */
    public static class WithDocuments implements QuarkusTestProfile {

        private static final AtomicInteger ANSWERS = new AtomicInteger();
        private static final DocumentServer WEB = DocumentServer.start().reply("/autoconfig", exchange -> {
            var document = new String(Fixture.bytes("oauth.xml"), StandardCharsets.UTF_8)
                    .replace("Example Mail", "Answer " + ANSWERS.incrementAndGet())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, document.length);
            exchange.getResponseBody().write(document);
        });

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "mailroom.provider.autoconfig",
                    "true",
                    "mailroom.provider.autoconfig-url",
                    WEB.url("/autoconfig?for={address}"));
        }
    }

    private static Response find(User user, String address) {
        return user.request().queryParam("address", address).get("/api/v1/sec/email/provider");
    }

    @Test
    void presetShouldBeProposedWithEverythingThatSettingsNeed() {
        var answer = find(User.anAdmin(), "anna@icloud.com");

        assertThat(answer.statusCode()).isEqualTo(200);
        Map<String, Object> proposal = answer.path("proposals[0]");
        assertThat(proposal)
                .containsEntry("source", "preset")
                .containsEntry("name", "iCloud Mail")
                .containsEntry(
                        "imap",
                        List.of(Map.of("host", "imap.mail.me.com", "port", 993, "sslType", "ssl", "user", "anna")))
                .containsEntry(
                        "smtp",
                        List.of(Map.of(
                                "host",
                                "smtp.mail.me.com",
                                "port",
                                587,
                                "sslType",
                                "starttls",
                                "user",
                                "anna@icloud.com")))
                .containsEntry(
                        "login",
                        List.of(Map.of("kind", "app-password", "link", "https://account.apple.com/account/manage")));
        assertThat(answer.<String>path("proposals[0].advice")).isNotBlank();
        assertThat(answer.<List<String>>path("sources.source"))
                .containsExactly("preset", "autoconfig", "well-known", "ispdb", "srv", "mx");
        assertThat(answer.<List<String>>path("sources.outcome"))
                .containsExactly("found", "not-asked", "switched-off", "switched-off", "switched-off", "switched-off");
    }

    @Test
    void sameAddressShouldBeAskedForOnce() {
        User user = User.anAdmin();

        var first = find(user, "twice@example.org");
        var second = find(user, "twice@EXAMPLE.org");

        var other = find(user, "once@example.org");

        assertThat(first.<String>path("proposals[0].name")).startsWith("Answer ");
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(other.<String>path("proposals[0].name")).isNotEqualTo(first.<String>path("proposals[0].name"));
    }

    @Test
    void oddAddressShouldBeInvalid() {
        User user = User.anAdmin();

        for (String odd : List.of("", "anna", "anna@localhost", "anna@[127.0.0.1]", "anna@example.org@")) {
            var refused = find(user, odd);

            assertProblem(refused, 422, "invalid");
            assertThat(refused.<String>path("errors[0].field")).isEqualTo("address");
        }
        assertProblem(user.request().get("/api/v1/sec/email/provider"), 422, "invalid");
    }

    @Test
    void strangersShouldBeRefused() {
        assertProblem(
                given().queryParam("address", "anna@gmail.com").get("/api/v1/sec/email/provider"), 401, "unauthorized");
    }
}
