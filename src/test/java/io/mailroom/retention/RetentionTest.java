package io.mailroom.retention;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.item.ReceivedMails;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That what is kept no longer goes, and nothing else does. */
@QuarkusTest
class RetentionTest {

    private static final String RETENTION = "/api/v1/sec/collective/retention";
    private static final String PAGE = "/app/admin/retention";

    private static final String MAIL = """
            From: Bob <bob@example.org>
            To: Anna <anna@example.org>
            Subject: Invoice
            Message-ID: <%s@retention>
            Date: Thu, 2 Apr 2026 10:00:00 +0000
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Gr=C3=BC=C3=9Fe from Bob
            --b
            Content-Type: application/octet-stream; name=a.bin
            Content-Disposition: attachment; filename=a.bin
            Content-Transfer-Encoding: base64

            AAECAwQFBgc=
            --b--
            """;

    @Inject
    Database database;

    @Inject
    RetentionJob job;

    @Inject
    ReceivedMails received;

    @Inject
    TestClock clock;

    private User anna;

    @BeforeEach
    void signUp() {
        anna = User.anAdmin();
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    private static String mail() {
        return MAIL.formatted(UUID.randomUUID()).replace("\n", "\r\n");
    }

    private static UUID upload(User user, String mail) {
        var answer = given().header("X-Docspell-Auth", user.token())
                .multiPart("file", "mail.eml", mail.getBytes(UTF_8), "message/rfc822")
                .post("/api/v1/sec/upload/item");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return UUID.fromString(answer.<List<String>>path("ids").getFirst());
    }

    private static Response put(User user, Object... kindsAndDays) {
        return user.request().body(body(kindsAndDays)).put(RETENTION);
    }

    private static Map<String, ?> body(Object... kindsAndDays) {
        var items = new ArrayList<Map<String, ?>>();
        for (int i = 0; i < kindsAndDays.length; i += 2) {
            items.add(Map.of("kind", kindsAndDays[i], "days", kindsAndDays[i + 1]));
        }
        return Map.of("items", items);
    }

    private UUID collective() {
        return database.query("select collective_id from account where id = $1", anna.accountId(database))
                .getFirst()
                .getUUID(0);
    }

    private long count(String sql, Object... values) {
        return database.query("select count(*) " + sql, values).getFirst().getLong(0);
    }

    @Test
    void itemsShouldStayForEverUnlessTheirCollectiveSaysOtherwise() {
        User other = User.anAdmin();
        UUID old = upload(anna, mail());
        UUID others = upload(other, mail());
        assertThat(put(anna, "items", 30).statusCode()).isEqualTo(200);
        byte[] raw = database.query("select raw_hash from item where id = $1", old)
                .getFirst()
                .getBuffer(0)
                .getBytes();

        clock.pass(Duration.ofDays(29));
        job.run("all");
        assertThat(count("from item where id = $1", old)).isEqualTo(1);
        clock.pass(Duration.ofDays(2));
        job.run("all");

        assertThat(count("from item where id = $1", old)).isZero();
        assertThat(count("from blob where hash = $1", Buffer.buffer(raw))).isZero();
        assertThat(count("from mail_fingerprint where collective_id = $1 and item_id is null", collective()))
                .as("it does not come again with the next import")
                .isEqualTo(1);
        assertThat(count("from item where id = $1", others)).isEqualTo(1);
    }

    @Test
    void itemShouldStayUntilItIsHandedOver() {
        UUID old = upload(anna, mail());
        put(anna, "items", 30, "originals", 10);
        var destination = UUID.randomUUID();
        database.update("""
                insert into destination (id, account_id, name, kind, options, created, updated, version)
                values ($1, $2, 'away', 'webhook', '{}', now(), now(), 0)""", destination, anna.accountId(database));
        database.update("""
                insert into handover (id, item_id, destination_id, state, keep, created, give_up)
                values (gen_random_uuid(), $1, $2, 'pending', true, now(), now())""", old, destination);

        clock.pass(Duration.ofDays(31));
        job.run("all");
        assertThat(count("from item where id = $1 and raw_hash is not null", old))
                .isEqualTo(1);

        database.update("update handover set state = 'delivered' where destination_id = $1", destination);
        job.run("all");
        assertThat(count("from item where id = $1", old)).isZero();
    }

    @Test
    void originalShouldGoWhileTheItemKeepsItsTextAndItsFiles() {
        UUID id = upload(anna, mail());
        var before = anna.request().get("/api/v1/sec/item/" + id).jsonPath();
        String attachment = before.getString("attachments.find { it.name == 'a.bin' }.id");
        byte[] raw = database.query("select raw_hash from item where id = $1", id)
                .getFirst()
                .getBuffer(0)
                .getBytes();
        put(anna, "originals", 10);

        clock.pass(Duration.ofDays(11));
        anna = anna.again();
        job.run("all");

        var after = anna.request().get("/api/v1/sec/item/" + id).jsonPath();
        assertThat(after.getList("archives")).isEmpty();
        assertThat(after.getLong("mail.originalGone")).isPositive();
        assertThat(after.getString("mail.text"))
                .isEqualTo(before.getString("mail.text"))
                .contains("Grüße from Bob");
        assertThat(after.<String>getList("attachments.id")).isEqualTo(before.<String>getList("attachments.id"));
        assertThat(anna.request().get("/api/v1/sec/attachment/" + attachment).asByteArray())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(count("from blob where hash = $1", Buffer.buffer(raw))).isZero();
        var browser = Browser.of(anna);
        assertThat(Browser.page(browser.get("/app/items/" + id)).text()).contains("The original is no longer kept.");
        assertThat(browser.get("/app/items/" + id + "/original").statusCode()).isEqualTo(404);
        assertThat(received.header(collective(), id)
                        .orElseThrow()
                        .from()
                        .getFirst()
                        .address())
                .as("it can still be answered")
                .isEqualTo("bob@example.org");
    }

    @Test
    void ledgerShouldKeepEveryLineThatSomethingDependsOn() {
        UUID account = anna.accountId(database);
        long cursor = aCursor(account, 6);
        database.update("""
                insert into scan_ledger (cursor_id, uid, outcome, run, action, detail, dealt)
                select $1, uid, outcome::scan_outcome, 1, action, detail, $2::date
                from (values (1, 'imported', null, null), (2, 'imported', 'delete', null), (3, 'failed', null, 'x'),
                    (4, 'filtered', null, 'unreadOnly'), (5, 'filtered', null, 'subject'), (6, 'quarantined', null, 'x'),
                    (9, 'imported', null, null)) as mails (uid, outcome, action, detail)""", cursor, LocalDate.of(2026, 1, 1));
        database.update(
                "insert into scan_ledger (cursor_id, uid, outcome, run, dealt) values ($1, 7, 'imported', 1, current_date)",
                cursor);
        database.update("update mailbox_cursor set last_uid = 7 where id = $1", cursor);
        put(anna, "ledger", 30);

        job.run("all");

        assertThat(database.query("select uid from scan_ledger where cursor_id = $1 order by uid", cursor))
                .extracting(row -> row.getLong(0))
                .as("to be done, to be tried again, may be wanted yet, not old, beyond the cursor")
                .containsExactly(2L, 3L, 4L, 6L, 7L, 9L);
    }

    private long aCursor(UUID account, int lastUid) {
        var imap = UUID.randomUUID();
        var task = UUID.randomUUID();
        database.update("""
                insert into imap_setting (id, account_id, name, host, ssl_type, ignore_certificates, use_oauth, created, updated, version)
                values ($1, $2, 'box', 'imap.example.org', 'SSL', false, false, now(), now(), 0)""", imap, account);
        database.update("""
                insert into scan_task (id, account_id, imap_setting_id, hidden, enabled, folders, scan_recursively, schedule,
                    delete_mail, tags, post_handle_all, attachments_only, rescan, created, updated, version)
                values ($1, $2, $3, false, true, '{INBOX}', false, 'hourly', false, '{}', false, false, false, now(), now(), 0)""", task, account, imap);
        return database.query(
                        "insert into mailbox_cursor (task_id, mailbox, uid_validity, last_uid) values ($1, 'INBOX', 1, $2)"
                                + " returning id",
                        task,
                        (long) lastUid)
                .getFirst()
                .getLong(0);
    }

    @Test
    void runsShouldGoAfterThirtyDaysUnlessSaidOtherwise() {
        UUID account = anna.accountId(database);
        aCursor(account, 0);
        UUID task = database.query("select id from scan_task where account_id = $1", account)
                .getFirst()
                .getUUID(0);
        database.update("""
                insert into scan_run (id, task_id, runs, started, state, number)
                select gen_random_uuid(), $1, $1, now() - make_interval(days => n), case n when 60 then 'running' else 'done' end, n
                from unnest('{10,40,60}'::int[]) n""", task);

        job.run("all");
        assertThat(count("from scan_run where task_id = $1", task)).isEqualTo(2);
        put(anna, "runs", 5);
        job.run("all");

        assertThat(database.query("select state from scan_run where task_id = $1", task))
                .extracting(row -> row.getString(0))
                .containsExactly("running");
    }

    @Test
    void sentMailsShouldGoUnlessTheyAreUnderWay() {
        UUID collective = collective();
        for (String status : List.of("sent", "failed", "queued", "sending", "cancelled")) {
            database.update("""
                    insert into sent_mail (id, collective_id, account_id, sender, connection, from_address, subject, body,
                        message_id, created, status, next_attempt)
                    values (gen_random_uuid(), $1, $2, 'anna', 'x', 'a@x', 's', 'b', gen_random_uuid()::text,
                        now() - interval '20 days', $3, now())""", collective, anna.accountId(database), status);
        }
        put(anna, "sent", 10);

        job.run("all");

        assertThat(database.query("select status from sent_mail where collective_id = $1 order by status", collective))
                .extracting(row -> row.getString(0))
                .containsExactly("queued", "sending");
    }

    @Test
    void trailShouldGoWhenItsTimeIsOverAndTellWhoSetIt() {
        UUID collective = collective();
        for (int days : new int[] {50, 95, 100}) {
            database.update("""
                    insert into audit_entry (id, collective_id, actor, at, act, result)
                    values (gen_random_uuid(), $1, 'gone', now() - make_interval(days => $2), 'log-in', 'done')""", collective, days);
        }
        assertThat(put(anna, "audit", 30).statusCode()).isEqualTo(422);
        put(anna, "audit", 97, "sent", 30);

        job.run("all");

        assertThat(count("from audit_entry where collective_id = $1 and actor = 'gone'", collective))
                .isEqualTo(2);
        assertThat(database.query(
                        "select detail from audit_entry where collective_id = $1 and act = 'retention-changed'",
                        collective))
                .extracting(row -> row.getString(0))
                .containsExactly("audit: 97 d, sent: 30 d");
    }

    @Test
    void previewShouldCountAndChangeNothing() {
        upload(anna, mail());
        clock.pass(Duration.ofDays(20));
        anna = anna.again();

        var preview = anna.request()
                .body(body("items", 10, "originals", 100))
                .post(RETENTION + "/preview")
                .jsonPath();

        assertThat(preview.<Integer>getList("items.count")).containsExactly(1, 0);
        assertThat(anna.request().get(RETENTION).jsonPath().getList("items.own", Boolean.class))
                .containsOnly(false);
    }

    @Test
    void periodsShouldBeForAdminsAndWithinBounds() {
        User ben = anna.aColleague("ben");

        assertThat(put(ben, "items", 30).statusCode()).isEqualTo(403);
        assertThat(put(anna, "sent", 6).statusCode()).isEqualTo(422);
        assertThat(put(anna, "nothing", 6).statusCode()).isEqualTo(422);
        var now = anna.request().get(RETENTION).jsonPath();
        assertThat(now.<String>getList("items.kind"))
                .isEqualTo(Arrays.stream(Kind.values()).map(Kind::word).toList());
        assertThat(now.<Integer>getList("items.days")).containsExactly(null, null, null, 30, null, 730);
        assertThat(Browser.of(ben).get(PAGE).statusCode()).isEqualTo(403);
    }

    @Test
    void pageShouldTellWhatGoesBeforeItDoes() {
        upload(anna, mail());
        clock.pass(Duration.ofDays(20));
        anna = anna.again();
        var browser = Browser.of(anna);
        var typed = Map.of("items", "10", "originals", "", "ledger", "", "runs", "30", "sent", "", "audit", "730");

        var asked = browser.post(PAGE, typed);
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(Browser.page(asked).text()).contains("1 item");
        assertThat(count("from retention_period where collective_id = $1", collective()))
                .isZero();
        var confirmed = new HashMap<>(typed);
        confirmed.put(
                "confirmed", Browser.page(asked).select("[name=confirmed]").val());
        var typedOver = new HashMap<>(confirmed);
        typedOver.put("items", "5");
        assertThat(browser.post(PAGE, typedOver).statusCode())
                .as("asked for again")
                .isEqualTo(200);
        assertThat(browser.post(PAGE, confirmed).statusCode()).isEqualTo(303);

        assertThat(Browser.page(browser.get(PAGE)).select("[name=items]").val()).isEqualTo("10");
        assertThat(Browser.error(browser.post(PAGE, Map.of("items", "0", "runs", "30", "audit", "730")), "items"))
                .isNotEmpty();
    }

    @Test
    void boundsShouldHoldWhateverWasSaid() {
        var most = new Bounds(Optional.empty(), Duration.ofDays(2), Optional.of(Duration.ofDays(9)));

        assertThat(most.within(Optional.empty())).contains(Duration.ofDays(9));
        assertThat(most.within(Optional.of(Duration.ofDays(30)))).contains(Duration.ofDays(9));
        assertThat(most.within(Optional.of(Duration.ofHours(1)))).contains(Duration.ofDays(2));
    }
}
