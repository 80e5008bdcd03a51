package io.mailroom.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailroom.testsupport.User;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What users of these tests have, take along and bring. */
final class Luggage {

    static final String PASSPHRASE = "a horse, a battery and a staple";
    static final String IMAP_PASSWORD = "read me not";
    static final String SMTP_PASSWORD = "send me not";

    private Luggage() {}

    /** One of each kind, each with something that is not usual. */
    static User aUserWithOneOfEach() {
        var user = User.anAdmin();
        user.request()
                .body(Map.of(
                        "name", "google", "provider", "google", "clientId", "our-client", "clientSecret", "our secret"))
                .post("/api/v1/sec/oauth/client")
                .then()
                .statusCode(200);
        user.request()
                .body(imap("in", "imap.example.org"))
                .post("/api/v1/sec/email/settings/imap")
                .then()
                .statusCode(200);
        user.request()
                .body(Map.of(
                        "name", "out",
                        "smtpHost", "smtp.example.org",
                        "smtpUser", "anna",
                        "smtpPassword", SMTP_PASSWORD,
                        "from", "Anna <anna@example.org>",
                        "sslType", "ssl",
                        "perMinute", 30,
                        "identities", List.of(Map.of("from", "office@example.org", "signature", "The office")),
                        "sentMailbox", Map.of("imap", "in", "mailbox", "Sent")))
                .post("/api/v1/sec/email/settings/smtp")
                .then()
                .statusCode(200);
        user.request()
                .body(Map.of(
                        "enabled",
                        true,
                        "summary",
                        "Invoices",
                        "imapConnection",
                        "in",
                        "folders",
                        List.of("INBOX", "Bills"),
                        "schedule",
                        "*-*-* 23:59:59",
                        "subjectFilter",
                        "*invoice*",
                        "tags",
                        Map.of("items", List.of("bill")),
                        "actions",
                        Map.of("imported", Map.of("action", "move", "mailbox", "Done"))))
                .post("/api/v1/sec/usertask/scanmailbox")
                .then()
                .statusCode(200);
        user.request()
                .body(Map.of("name", "reminder", "subject", "{item.name}", "body", "It is due."))
                .post("/api/v1/sec/email/template")
                .then()
                .statusCode(200);
        user.request()
                .body(Map.of("enabled", true, "address", "elsewhere@example.org"))
                .put("/api/v1/sec/user/notify")
                .then()
                .statusCode(200);
        return user;
    }

    static Map<String, Object> imap(String name, String host) {
        return Map.of(
                "name", name, "imapHost", host, "imapUser", "anna", "imapPassword", IMAP_PASSWORD, "sslType", "ssl");
    }

    static JsonNode exported(User user) {
        return user.request()
                .body(Map.of("passphrase", PASSPHRASE, "password", user.password()))
                .post("/api/v1/sec/export")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonNode.class);
    }

    static ValidatableResponse sent(User user, JsonNode document, Map<String, Object> more) {
        var body = new HashMap<String, Object>(more);
        body.putIfAbsent("passphrase", PASSPHRASE);
        body.put("document", document);
        return user.request().body(body).post("/api/v1/sec/import").then();
    }

    /** Each entry of the answer in a line: kind, name or what it stands for, state, action. */
    static List<String> imported(User user, JsonNode document, Map<String, Object> more) {
        return sent(user, document, more)
                .statusCode(200)
                .extract()
                .jsonPath()
                .<Map<String, String>>getList("entries")
                .stream()
                .map(entry ->
                        entry.get("kind") + " " + (entry.get("kind").equals("task") ? "" : entry.get("name") + " ")
                                + entry.get("state") + " " + entry.get("action"))
                .toList();
    }
}
