package io.mailroom.handover;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Makes destinations and items over HTTP, and delivers on the test's own thread, as the scheduler would on one of its. */
@Singleton
class Handing {

    static final String DESTINATIONS = "/api/v1/sec/destination";
    static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
    static final byte[] PDF = "%PDF-1.7 a bill".repeat(20_000).getBytes(UTF_8);

    private final HandoverJob job;
    private final Database database;
    private final TestClock clock;

    Handing(HandoverJob job, Database database, TestClock clock) {
        this.job = job;
        this.database = database;
        this.clock = clock;
    }

    static Map<String, Object> destination(String name, String kind, String secret, Object... options) {
        var all = new HashMap<String, Object>();
        for (int i = 0; i < options.length; i += 2) {
            all.put((String) options[i], options[i + 1]);
        }
        var destination = new HashMap<String, Object>(Map.of("name", name, "kind", kind, "options", all));
        destination.put("secret", secret);
        return destination;
    }

    static Map<String, Object> webhook(OtherSide side, Object... options) {
        var destination = destination("hook", "webhook", SECRET, options);
        @SuppressWarnings("unchecked")
        var all = (Map<String, Object>) destination.get("options");
        all.put("url", side.url() + "/hook");
        return destination;
    }

    void make(User user, Map<String, Object> destination) {
        var stored = user.request().body(destination).post(DESTINATIONS);
        assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(200);
    }

    JsonPath get(User user, String name) {
        return user.request().get(DESTINATIONS + "/{name}", name).jsonPath();
    }

    JsonPath test(User user, String name) {
        var answer = user.request().post(DESTINATIONS + "/{name}/test", name);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.jsonPath();
    }

    /** Uploads a mail with a text and two attachments, and answers its item. */
    UUID item(User user, String subject) {
        var mail = ("""
                Message-ID: <%s@example.org>
                Date: Tue, 1 Apr 2025 10:00:00 +0200
                From: Anna Meier <anna@example.org>
                To: ben@example.org
                Subject: %s
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                See the bill.
                --b
                Content-Type: application/pdf
                Content-Disposition: attachment; filename="Bill.pdf"
                Content-Transfer-Encoding: base64

                %s
                --b
                Content-Type: image/png
                Content-Disposition: attachment; filename="logo.png"

                no picture
                --b--
                """.formatted(
                                UUID.randomUUID(), subject, Base64.getEncoder().encodeToString(PDF)))
                .replace("\n", "\r\n");
        given().header("X-Docspell-Auth", user.token())
                .multiPart("file", "mail.eml", mail.getBytes(UTF_8), "message/rfc822")
                .post("/api/v1/sec/upload/item")
                .then()
                .statusCode(200);
        return database.query(
                        "select i.id from item i join collective c on c.id = i.collective_id where c.name = $1 order by i.created desc limit 1",
                        user.collective())
                .getFirst()
                .getUUID(0);
    }

    void handOver(User user, UUID item, String destination) {
        var answer =
                user.request().body(Map.of("destination", destination)).post("/api/v1/sec/item/{id}/handover", item);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
    }

    List<Map<String, Object>> handovers(User user, UUID item) {
        return user.request().get("/api/v1/sec/item/{id}/handover", item).path("items");
    }

    Map<String, Object> handover(User user, UUID item) {
        return handovers(user, item).getFirst();
    }

    Response act(User user, UUID item, String act) {
        return user.request()
                .post(
                        "/api/v1/sec/item/{id}/handover/{key}/{act}",
                        item,
                        handover(user, item).get("id"),
                        act);
    }

    /** As if the process had died before it could write down that it was delivered. */
    void again(User user, UUID item) {
        database.update(
                "update handover set state = 'pending', run = null, next_attempt = created where id = $1",
                UUID.fromString(handover(user, item).get("id").toString()));
    }

    /** What is due to a destination now. */
    void deliver(User user, String destination) {
        job.run(id(user, destination).toString());
    }

    void deliverAfter(Duration time, User user, String destination) {
        clock.pass(time);
        deliver(user, destination);
    }

    UUID id(User user, String destination) {
        return database.query(
                        "select id from destination where account_id = $1 and name = $2",
                        user.accountId(database),
                        destination)
                .getFirst()
                .getUUID(0);
    }
}
