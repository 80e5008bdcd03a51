package io.mailroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is somebody else's is not there, whichever operation of the OpenAPI document is asked for it (OWASP API1:2023). */
@QuarkusTest
class ForeignIdsTest {

    private static final String SECRET = "what only Anna knows";

    /** Of everything that has an address: one of Anna's, by the beginning of its path. */
    private static Map<String, String> belongings(User anna) {
        var owned = new HashMap<String, String>();
        add(
                anna,
                "email/settings/smtp",
                Map.of("name", "annas", "smtpHost", "127.0.0.1", "from", "a@example.org", "sslType", "ssl"));
        add(
                anna,
                "email/settings/imap",
                Map.of("name", "annas", "imapHost", "127.0.0.1", "imapUser", SECRET, "sslType", "ssl"));
        add(anna, "email/template", Map.of("name", "annas", "subject", SECRET, "body", SECRET));
        add(anna, "oauth/client", Map.of("provider", "google", "clientId", SECRET, "clientSecret", SECRET));
        owned.put("name", "annas");
        owned.put("provider", "google");
        owned.put("login", anna.aColleague("berta").login());
        owned.put(
                "/api/v1/sec/webhook/",
                add(anna, "webhook", Map.of("url", "https://127.0.0.1/x", "events", List.of("mail.failed"))));
        owned.put("/api/v1/sec/usertask/", task(anna));
        String item = item(anna);
        owned.put("/api/v1/sec/item/", item);
        owned.put("itemId", item);
        owned.put(
                "/api/v1/sec/attachment/",
                anna.request().get("/api/v1/sec/item/" + item).path("attachments[0].id"));
        return owned;
    }

    private static String add(User anna, String path, Map<String, Object> what) {
        var answer = anna.request().body(what).post("/api/v1/sec/" + path);
        assertThat(answer.statusCode()).as("%s: %s", path, answer.asString()).isEqualTo(200);
        return answer.path("id");
    }

    private static String task(User anna) {
        var answer = anna.request()
                .body(Map.of(
                        "imapConnection",
                        "annas",
                        "folders",
                        List.of("INBOX"),
                        "schedule",
                        "*-*-* 02:00:00",
                        "enabled",
                        false))
                .post("/api/v1/sec/usertask/scanmailbox");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return anna.request().get("/api/v1/sec/usertask/scanmailbox").path("items[0].id");
    }

    private static String item(User anna) {
        var answer = anna.request()
                .contentType("multipart/form-data")
                .multiPart("file", "a.txt", SECRET.getBytes(StandardCharsets.UTF_8), "text/plain")
                .post("/api/v1/sec/upload/item");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.path("ids[0]");
    }

    @Test
    void whatIsAnothersShouldNotBeThere() {
        User anna = User.anAdmin();
        User stranger = User.anAdmin();
        var owned = belongings(anna);
        var document = ApiDocument.served();
        var values = new ApiValues(document, new Random(1), List.of());
        var told = new ArrayList<String>();

        for (var operation : document.operations()) {
            if (!operation.isGuarded() || operation.parameters("path").isEmpty()) {
                continue;
            }
            String path = path(operation, owned);
            var request = stranger.request();
            document.content(operation)
                    .map(content -> content.path("application/json").path("schema"))
                    .filter(schema -> !schema.isMissingNode())
                    .ifPresent(schema -> request.body(values.fitting(schema, 0).toString()));
            var answer = request.request(operation.method(), path);
            // A body that does not go through comes before who owns what: 422 tells nothing of what is there.
            if (!List.of(400, 404, 422).contains(answer.statusCode())
                            && !isOwnNothing(answer.statusCode(), answer.asString())
                    || answer.asString().contains(SECRET)) {
                told.add(operation.name() + " " + path + ": " + answer.statusCode() + " " + answer.asString());
            }
        }

        assertThat(told).isEmpty();
        assertThat(belongingsStillThere(anna, owned)).isTrue();
    }

    /** A list of what is one's own at another's id has nothing in it. */
    private static boolean isOwnNothing(int status, String body) {
        return status == 200 && body.contains("\"items\":[]");
    }

    private static String path(ApiDocument.Operation operation, Map<String, String> owned) {
        String path = operation.path();
        for (var parameter : operation.parameters("path")) {
            String name = parameter.path("name").asText();
            String id = owned.entrySet().stream()
                    .filter(entry -> operation.path().startsWith(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .or(() -> Optional.ofNullable(owned.get(name)))
                    .orElse("0196a5d2-7f3e-7c1a-9a4b-5f3c2d1e0f9a");
            path = path.replace("{" + name + "}", id);
        }
        return path;
    }

    private static boolean belongingsStillThere(User anna, Map<String, String> owned) {
        return List.of(
                        "email/settings/smtp/annas",
                        "email/settings/imap/annas",
                        "email/template/annas",
                        "oauth/client/google",
                        "webhook/" + owned.get("/api/v1/sec/webhook/"),
                        "usertask/scanmailbox/" + owned.get("/api/v1/sec/usertask/"),
                        "item/" + owned.get("itemId"),
                        "attachment/" + owned.get("/api/v1/sec/attachment/"))
                .stream()
                .allMatch(path -> anna.request().get("/api/v1/sec/" + path).statusCode() == 200);
    }
}
