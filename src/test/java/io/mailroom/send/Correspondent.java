package io.mailroom.send;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.egress.MailServer;
import io.mailroom.outbox.SentMailView;
import io.mailroom.testsupport.User;
import io.restassured.response.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A user with a server to send over and items to send, as seen over HTTP. */
public record Correspondent(User user) {

    public static final String SETTING = "work";
    public static final String FROM = "Änne Meier <aenne@mailroom.test>";
    public static final String REPLY_TO = "Büro <office@mailroom.test>";

    private record Sent(List<SentMailView> items) {}

    public static Correspondent anAdmin() {
        return new Correspondent(User.anAdmin());
    }

    public static Correspondent over(MailServer server) {
        return anAdmin().sendingOver(server, Map.of());
    }

    public Correspondent aColleague() {
        return new Correspondent(user.aColleague("ben"));
    }

    /** Stores the setting {@link #SETTING}, which leads to {@code server}. */
    public Correspondent sendingOver(MailServer server, Map<String, Object> more) {
        var setting = new HashMap<String, Object>(Map.of(
                "name", SETTING,
                "smtpHost", server.host(),
                "smtpPort", server.port(),
                "from", FROM,
                "replyTo", REPLY_TO,
                "sslType", server.tls().name().toLowerCase(Locale.ROOT),
                "ignoreCertificates", server.ignoreCertificates()));
        setting.putAll(more);
        var stored = user.request().body(setting).post("/api/v1/sec/email/settings/smtp");
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
        return this;
    }

    /** An item of these files. */
    public String anItem(File... files) {
        var upload = given().header("X-Docspell-Auth", user.token())
                .multiPart("meta", "{\"multiple\":false}", "application/json");
        for (var file : files) {
            upload.multiPart("file", file.name(), file.bytes(), file.type());
        }
        var uploaded = upload.post("/api/v1/sec/upload/item");
        assertThat(uploaded.statusCode()).as(uploaded.asString()).isEqualTo(200);
        return uploaded.path("ids[0]");
    }

    /** An item made of a mail with a body and these files. */
    public String anItemOfAMail(File... files) {
        return anItem(new File("a.eml", "message/rfc822", mail(files)));
    }

    /** The ids of an item's attachments by their names. */
    public Map<String, String> attachments(String item) {
        List<Map<String, Object>> attachments =
                user.request().get("/api/v1/sec/item/{id}", item).path("attachments");
        return attachments.stream()
                .collect(Collectors.toMap(
                        attachment -> (String) attachment.get("name"), attachment -> (String) attachment.get("id")));
    }

    public Response send(String item, Map<String, ?> mail) {
        return send(SETTING, item, mail);
    }

    public Response send(String setting, String item, Map<String, ?> mail) {
        return user.request().body(mail).post("/api/v1/sec/email/send/{name}/{item}", setting, item);
    }

    /** The mails about an item, newest first. */
    public List<SentMailView> sent(String item) {
        var response = user.request().get("/api/v1/sec/email/sent/item/{id}", item);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return response.as(Sent.class).items();
    }

    public Response sentMail(String id) {
        return user.request().get("/api/v1/sec/email/sent/mail/{id}", id);
    }

    public Response delete(String id) {
        return user.request().delete("/api/v1/sec/email/sent/mail/{id}", id);
    }

    /** A valid mail to these. */
    public static Map<String, Object> aMail(String... recipients) {
        return Map.of(
                "recipients",
                List.of(recipients),
                "subject",
                "Hello",
                "body",
                "Hello Ben.\n",
                "addAllAttachments",
                false);
    }

    public static Map<String, Object> with(Map<String, Object> mail, String field, Object value) {
        var changed = new HashMap<>(mail);
        changed.put(field, value);
        return changed;
    }

    /** Something to upload. */
    public record File(String name, String type, byte[] bytes) {

        public static File of(String name, String text) {
            return new File(name, "text/plain", text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static byte[] mail(File... files) {
        var parts = Arrays.stream(files).map(Correspondent::part).collect(Collectors.joining());
        return """
                From: carla@example.org
                To: aenne@mailroom.test
                Subject: What you asked for
                Message-ID: <%d@example.org>
                Date: Mon, 2 Mar 2026 10:00:00 +0100
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain; charset=utf-8

                Here it is.
                %s--b--
                """.formatted(System.nanoTime(), parts).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String part(File file) {
        return """
                --b
                Content-Type: %s
                Content-Disposition: attachment; filename*=UTF-8''%s
                Content-Transfer-Encoding: base64

                %s
                """.formatted(
                        file.type(),
                        URLEncoder.encode(file.name(), StandardCharsets.UTF_8).replace("+", "%20"),
                        Base64.getMimeEncoder().encodeToString(file.bytes()).replace("\r", ""));
    }
}
