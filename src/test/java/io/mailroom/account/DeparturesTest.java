package io.mailroom.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.TestClock;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** That nothing is left of whoever was removed, in any table that there is. */
@QuarkusTest
class DeparturesTest {

    private static final String DELETE = "/api/v1/sec/collective/delete";

    @Inject
    Database database;

    @Inject
    Departures departures;

    @Inject
    Expiry expiry;

    @Inject
    TestClock clock;

    @AfterEach
    void tidy() {
        clock.reset();
        Household.tidy(database);
    }

    private static Response delete(User admin, String name, String password) {
        return admin.request()
                .body(Map.of("collective", name, "password", password))
                .post(DELETE);
    }

    private static String begin(User admin) {
        var answer = delete(admin, admin.collective(), admin.password());
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.path("id");
    }

    private void removeAll(String removal) {
        for (int pass = 0; departures.run(removal).isPresent(); pass++) {
            assertThat(pass).as("passes").isLessThan(20);
        }
    }

    @Test
    void everyTableShouldBeKnownToTheHousehold() {
        var household = Household.filled(database);

        var filled = new ArrayList<>(household.traces().keySet());
        filled.addAll(Household.NOBODYS);
        filled.addAll(Household.NUMBERS);

        assertThat(filled)
                .as("a new table needs a row in Household.FILL, or a reason in NOBODYS")
                .containsExactlyInAnyOrderElementsOf(Household.tables(database));
    }

    @Test
    void collectiveShouldLeaveNothingBehindAndOthersAlone() {
        var leaving = Household.filled(database);
        var staying = Household.filled(database);
        var before = staying.traces();
        before.remove("blob_suspect"); // was looked at, and is not suspected any more

        String removal = begin(leaving.admin());
        removeAll(removal);

        assertThat(staying.traces()).isEqualTo(before);
        // An object is told to go by the sweep of its store; who has left is remembered for as long as old tokens are
        // good.
        var left = leaving.traces();
        assertThat(left.remove("blob_object")).singleElement().asString().contains(",doomed,");
        assertThat(left.remove("departed_person")).hasSize(2);
        assertThat(left).isEmpty();
        clock.pass(Enrolment.DEPARTED.plusHours(1));
        expiry.run("all");
        assertThat(leaving.traces()).containsOnlyKeys("blob_object");
    }

    @Test
    void reportShouldSayHowManyAndNameNobody() {
        var leaving = Household.filled(database);

        String removal = begin(leaving.admin());
        var under = given().get("/api/v1/open/removal/" + removal);
        removeAll(removal);
        var report = given().get("/api/v1/open/removal/" + removal);

        assertThat(under.jsonPath().<Object>get("finished")).isNull();
        assertThat(report.statusCode()).isEqualTo(200);
        assertThat(report.jsonPath().getLong("finished")).isPositive();
        assertThat(report.jsonPath().<Map<String, Integer>>get("counts"))
                .containsEntry("users", 1)
                .containsEntry("items", 1)
                .containsEntry("fingerprints", 2)
                .containsEntry("importTasks", 1)
                .containsEntry("ledgerLines", 2500)
                .containsEntry("runs", 1)
                .containsEntry("sentMails", 2)
                .containsEntry("grants", 1)
                .containsEntry("webhooks", 1)
                .hasEntrySatisfying("auditEntries", count -> assertThat(count).isPositive())
                .containsEntry("deliveries", 1);
        Map<String, Integer> before = report.jsonPath().getMap("before");
        assertThat(before)
                .as("every table that refers to it, by itself or through others")
                .containsEntry("scan_ledger", 2500)
                .containsEntry("scan_failure", 1)
                .containsEntry("attachment", 1)
                .containsEntry("audit_entry", report.jsonPath().getInt("counts.auditEntries"))
                .containsEntry("collective", 1);
        assertThat(before.keySet().stream().filter(table -> before.get(table) == 0))
                .as("gone at the very begin, as they let people in")
                .containsExactlyInAnyOrder("api_token", "invite", "login_session");
        assertThat(report.jsonPath().<String, Integer>getMap("after"))
                .containsOnlyKeys(before.keySet().toArray(String[]::new))
                .allSatisfy((table, rows) -> assertThat(rows).as(table).isZero());
        assertThat(Browser.page(given().get("/removal/" + removal)).select("tbody tr"))
                .hasSize(before.size() - 3)
                .allSatisfy(row -> assertThat(row.select("td").last().text()).isEqualTo("0"));
        assertThat(report.asString())
                .doesNotContain(leaving.mark(), leaving.admin().collective());
        assertThat(given().get("/api/v1/open/removal/" + UUID.randomUUID()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void nobodyShouldBeLetInFromTheFirstMomentOn() {
        User anna = User.anAdmin();
        User ben = anna.aColleague("ben");

        begin(anna);

        assertThat(ben.request().get("/api/v1/sec/user").statusCode()).isEqualTo(401);
        assertThat(given().contentType("application/json")
                        .body(Map.of("account", anna.collective() + "/anna", "password", anna.password()))
                        .post("/api/v1/open/auth/login")
                        .<Boolean>path("success"))
                .isNotEqualTo(true);
    }

    @Test
    void collectiveShouldGoOnlyAfterItsNameAndThePassword() {
        User anna = User.anAdmin();
        User ben = anna.aColleague("ben");

        assertThat(delete(anna, "another", anna.password()).statusCode()).isEqualTo(422);
        assertThat(delete(anna, anna.collective(), "wrong").statusCode()).isEqualTo(422);
        assertThat(delete(ben, anna.collective(), ben.password()).statusCode()).isEqualTo(403);
        assertThat(anna.request().get("/api/v1/sec/user").statusCode()).isEqualTo(200);
    }

    @Test
    void removalShouldGoOnWhereItBrokeOff() {
        var leaving = Household.filled(database);
        UUID removal = UUID.fromString(begin(leaving.admin()));

        assertThat(departures.remove(removal, Duration.ZERO)).isFalse();
        var after = leaving.traces();
        assertThat(after.get("scan_ledger")).hasSize(1500);
        removeAll(removal.toString());

        assertThat(leaving.traces()).containsOnlyKeys("blob_object", "departed_person");
        assertThat(departures.run(removal.toString())).isEmpty();
    }

    @Test
    void removalShouldWaitForWhatIsUnderWay() {
        var leaving = Household.filled(database);
        database.update(
                "update scheduled_tasks set picked = true, last_heartbeat = now() where task_instance = $1",
                leaving.id(14).toString());
        database.update(
                "update sent_mail set status = 'sending', next_attempt = null, claim = $2, claimed_until = now() + interval '1 hour'"
                        + " where id = $1",
                leaving.id(17),
                UUID.randomUUID());
        String removal = begin(leaving.admin());
        for (int pass = 0; pass < 5; pass++) {
            assertThat(departures.run(removal)).isPresent();
        }
        assertThat(leaving.traces()).containsKeys("scan_task", "sent_mail").doesNotContainKeys("scan_ledger", "item");

        database.update(
                "update sent_mail set claimed_until = now() - interval '1 second' where id = $1", leaving.id(17));
        assertThat(database.query(
                        "select from scheduled_tasks where task_instance = $1 and wanted = 'infinity'",
                        leaving.id(14).toString()))
                .as("the run is told to be the last")
                .hasSize(1);
        database.update(
                "delete from scheduled_tasks where task_instance = $1",
                leaving.id(14).toString());
        removeAll(removal);

        assertThat(leaving.traces()).containsOnlyKeys("blob_object", "departed_person");
    }

    @Test
    void userShouldLeaveOnlyWhatIsTheCollectives() {
        var household = Household.filled(database);
        User anna = household.admin();
        User ben = anna.aColleague("ben");
        database.update("update account set admin = true where id = $1", ben.accountId(database));
        ben = ben.again();

        var answer = ben.request().delete("/api/v1/sec/user/anna");

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        var own = new ArrayList<>(List.of(household.account().toString()));
        for (int id : new int[] {2, 3, 5, 6, 7, 14, 15}) {
            own.add(household.id(id).toString());
        }
        assertThat(household.traces(own))
                .as("what they did stays in the trail under their name")
                .containsOnlyKeys("audit_entry");
        assertThat(household.traces())
                .containsOnlyKeys(
                        "attachment",
                        "audit_entry",
                        "blob",
                        "blob_chunk",
                        "blob_leftover",
                        "blob_object",
                        "collective",
                        "delivery_report",
                        "departed_person",
                        "account",
                        "item",
                        "invite",
                        "mail_fingerprint",
                        "mail_template",
                        "oauth_client",
                        "removal",
                        "retention_period",
                        "scheduled_tasks",
                        "send_quota",
                        "sent_mail",
                        "sent_mail_attachment",
                        "sent_mail_recipient",
                        "webhook",
                        "webhook_delivery");
        assertThat(database.query(
                        "select body, raw_hash, status from sent_mail where id = any($1) order by id",
                        (Object) new UUID[] {household.id(16), household.id(17)}))
                .extracting(row -> row.getString(0) + row.getBuffer(1) + row.getString(2))
                .containsExactly("nullsent", "nullcancelled");
        assertThat(ben.request()
                        .get("/api/v1/sec/collective/removals")
                        .jsonPath()
                        .<List<String>>get("items.subject"))
                .hasSize(2);
    }
}
