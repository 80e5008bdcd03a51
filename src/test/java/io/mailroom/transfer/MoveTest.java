package io.mailroom.transfer;

import static io.mailroom.transfer.Luggage.PASSPHRASE;
import static io.mailroom.transfer.Luggage.aUserWithOneOfEach;
import static io.mailroom.transfer.Luggage.exported;
import static io.mailroom.transfer.Luggage.imap;
import static io.mailroom.transfer.Luggage.imported;
import static io.mailroom.transfer.Luggage.sent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailroom.db.Database;
import io.mailroom.secret.SealedColumn;
import io.mailroom.secret.Secrets;
import io.mailroom.testsupport.CapturedLog;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MoveTest {

    private static final Map<String, Object> AS_USUAL = Map.of();
    private static final Map<String, Object> DRY = Map.of("dryRun", true);

    private static final List<String> ALL_NEW = List.of(
            "client google new add",
            "template reminder new add",
            "imap in new add",
            "smtp out new add",
            "task new add",
            "notices notices new add");

    @Inject
    Database database;

    @Inject
    Secrets secrets;

    @Test
    void importShouldMakeWhatWasExported() {
        var anna = aUserWithOneOfEach();
        var other = User.anAdmin();

        assertThat(imported(other, exported(anna), AS_USUAL)).isEqualTo(ALL_NEW);
        assertThat(withoutTime(exported(other))).isEqualTo(withoutTime(exported(anna)));
        assertThat(password(other, "imap", SealedColumn.IMAP_PASSWORD)).isEqualTo(Luggage.IMAP_PASSWORD);
        assertThat(password(other, "smtp", SealedColumn.SMTP_PASSWORD)).isEqualTo(Luggage.SMTP_PASSWORD);
    }

    /** Kind and value of each entry. Names of tasks are their ids, and what was enabled is not any more. */
    private static List<String> withoutTime(JsonNode document) {
        return document.at("/parcels/0/entries")
                .valueStream()
                .map(entry -> entry.get("kind") + " "
                        + entry.get("value").toString().replace("\"enabled\":true", "\"enabled\":false") + " "
                        + entry.path("secrets").properties().stream()
                                .map(Map.Entry::getKey)
                                .toList())
                .toList();
    }

    private String password(User user, String kind, SealedColumn column) {
        var row = database.query(
                        "select id, password from " + kind + "_setting where account_id = $1", user.accountId(database))
                .getFirst();
        return secrets.open(row.getBuffer("password").getBytes(), column.of(row.getUUID("id")));
    }

    @Test
    void importShouldChangeNothingWhenItIsRepeated() {
        var document = exported(aUserWithOneOfEach());
        var other = User.anAdmin();
        imported(other, document, AS_USUAL);

        assertThat(imported(other, document, AS_USUAL))
                .hasSize(6)
                .allSatisfy(line -> assertThat(line).endsWith(" same nothing"));
        assertThat(imported(other, document, Map.of("existing", "rename", "enableTasks", false)))
                .allSatisfy(line -> assertThat(line).endsWith(" same nothing"));
    }

    @Test
    void importShouldChangeNothingWhereItCameFrom() {
        var anna = aUserWithOneOfEach();

        assertThat(imported(anna, exported(anna), Map.of("existing", "replace")))
                .hasSize(6)
                .allSatisfy(line -> assertThat(line).endsWith(" same nothing"));
    }

    @Test
    void tasksShouldArriveSwitchedOffUnlessAskedOtherwise() {
        var document = exported(aUserWithOneOfEach());
        var careful = User.anAdmin();
        var bold = User.anAdmin();

        imported(careful, document, AS_USUAL);
        imported(bold, document, Map.of("enableTasks", true));

        assertThat(enabled(careful)).containsExactly(false);
        assertThat(scheduled(careful)).isZero();
        assertThat(enabled(bold)).containsExactly(true);
        assertThat(scheduled(bold)).isOne();
    }

    private static List<Boolean> enabled(User user) {
        return user.request().get("/api/v1/sec/usertask/scanmailbox").jsonPath().getList("items.enabled");
    }

    private long scheduled(User user) {
        return database.query(
                        "select count(*) from scheduled_tasks where task_instance in"
                                + " (select id::text from scan_task where account_id = $1)",
                        user.accountId(database))
                .getFirst()
                .getLong(0);
    }

    @Test
    void dryRunShouldTellTheSameAndDoNothing() {
        var document = exported(aUserWithOneOfEach());
        var other = User.anAdmin();

        assertThat(imported(other, document, DRY)).isEqualTo(ALL_NEW);
        assertThat(exported(other).at("/parcels/0/entries")).isEmpty();
        assertThat(imported(other, document, DRY)).isEqualTo(ALL_NEW);
    }

    @Test
    void importShouldKeepWhatIsHereUnlessAskedOtherwise() {
        var document = exported(aUserWithOneOfEach());
        var other = User.anAdmin();
        other.request().body(imap("in", "another.example.org")).post("/api/v1/sec/email/settings/imap");

        var answer = sent(other, document, AS_USUAL).statusCode(200).extract().jsonPath();

        assertThat(answer.getList("entries.state"))
                .containsExactly("new", "new", "differs", "refused", "refused", "new");
        assertThat(answer.getString("entries[2].detail")).isEqualTo("Differs in imapHost.");
        assertThat(answer.getString("entries[4].detail")).startsWith("It needs the imap in, and what has that name");
        assertThat(hosts(other)).containsExactly("another.example.org");
    }

    @Test
    void importShouldReplaceWhenAsked() {
        var document = exported(aUserWithOneOfEach());
        var other = User.anAdmin();
        other.request().body(imap("in", "another.example.org")).post("/api/v1/sec/email/settings/imap");

        assertThat(imported(other, document, Map.of("existing", "replace")))
                .contains("imap in differs replace", "smtp out new add", "task new add");
        assertThat(hosts(other)).containsExactly("imap.example.org");
    }

    @Test
    void importShouldGiveAnotherNameWhenAskedAndHaveItReferredTo() {
        var document = exported(aUserWithOneOfEach());
        var other = User.anAdmin();
        other.request().body(imap("in", "another.example.org")).post("/api/v1/sec/email/settings/imap");
        var rename = Map.<String, Object>of("existing", "rename");

        var answer = sent(other, document, rename).statusCode(200).extract().jsonPath();

        assertThat(answer.getString("entries[2].as")).isEqualTo("in-2");
        assertThat(hosts(other)).containsExactly("another.example.org", "imap.example.org");
        assertThat(other.request()
                        .get("/api/v1/sec/usertask/scanmailbox")
                        .jsonPath()
                        .getString("items[0].imapConnection"))
                .isEqualTo("in-2");
        assertThat(other.request()
                        .get("/api/v1/sec/email/settings/smtp/out")
                        .jsonPath()
                        .getString("sentMailbox.imap"))
                .isEqualTo("in-2");
        assertThat(imported(other, document, rename))
                .allSatisfy(line -> assertThat(line).endsWith(" same nothing"));
    }

    private static List<String> hosts(User user) {
        return user.request().get("/api/v1/sec/email/settings/imap").jsonPath().getList("items.imapHost");
    }

    @Test
    void importShouldRefuseWhatOnlyAdminsMayDo() {
        var document = exported(aUserWithOneOfEach());
        var ben = User.anAdmin().aColleague("ben");

        assertThat(imported(ben, document, AS_USUAL))
                .contains("client google refused nothing", "template reminder new add", "imap in new add");
    }

    @Test
    void grantShouldGoOnWithItsRefreshTokenWhereItsClientIs() {
        var anna = aUserWithOneOfEach();
        aGrant(anna, "our-client");
        var other = User.anAdmin();

        assertThat(imported(other, exported(anna), AS_USUAL)).contains("grant mail new add");

        var row = grant(other);
        assertThat(row.getString("state")).isEqualTo("active");
        assertThat(row.getString("token_endpoint")).isEqualTo("https://oauth2.googleapis.com/token");
        assertThat(secrets.open(
                        row.getBuffer("refresh_token").getBytes(), SealedColumn.REFRESH_TOKEN.of(row.getUUID("id"))))
                .isEqualTo("refresh me");
    }

    @Test
    void grantShouldAskToBeAuthorisedAgainWhereItsClientIsNot() {
        var anna = aUserWithOneOfEach();
        aGrant(anna, "a client that was there once");
        var other = User.anAdmin();

        var answer =
                sent(other, exported(anna), AS_USUAL).statusCode(200).extract().jsonPath();

        assertThat(answer.getString("entries.find { it.kind == 'grant' }.detail"))
                .startsWith("It has to be authorised again, as there is no provider google here");
        assertThat(grant(other).getString("state")).isEqualTo("needs-reauth");
        assertThat(grant(other).getBuffer("refresh_token")).isNull();
    }

    @Test
    void workingGrantShouldNotGetAnOlderTokenBack() {
        var anna = aUserWithOneOfEach();
        var grant = aGrant(anna, "our-client");
        var document = exported(anna);
        var binding = SealedColumn.REFRESH_TOKEN.of(grant);
        database.update(
                "update oauth_grant set refresh_token = $2 where id = $1",
                grant,
                Buffer.buffer(secrets.seal("rotated", binding)));

        assertThat(imported(anna, document, Map.of("existing", "replace"))).contains("grant mail same nothing");
        assertThat(secrets.open(grant(anna).getBuffer("refresh_token").getBytes(), binding))
                .isEqualTo("rotated");
    }

    private UUID aGrant(User user, String client) {
        var id = user.aGrant(database, "mail", "active");
        database.update(
                "update oauth_grant set refresh_token = $2, client_id = $3, own_client = true,"
                        + " auth_method = 'CLIENT_SECRET_POST', address = 'anna@example.org' where id = $1",
                id,
                Buffer.buffer(secrets.seal("refresh me", SealedColumn.REFRESH_TOKEN.of(id))),
                client);
        return id;
    }

    private io.vertx.sqlclient.Row grant(User user) {
        return database.query("select * from oauth_grant where account_id = $1", user.accountId(database))
                .getFirst();
    }

    @Test
    void exportShouldDemandThePassword() {
        var anna = User.anAdmin();

        for (var password : List.of("", "wrong")) {
            anna.request()
                    .body(Map.of("passphrase", PASSPHRASE, "password", password))
                    .post("/api/v1/sec/export")
                    .then()
                    .statusCode(422);
        }
        anna.request()
                .body(Map.of("passphrase", "too short", "password", anna.password()))
                .post("/api/v1/sec/export")
                .then()
                .statusCode(422);
    }

    @Test
    void importShouldTellAWrongPassphraseFromADocumentThatWasChanged() {
        var anna = aUserWithOneOfEach();
        var document = exported(anna);
        var changed = (ObjectNode) document.deepCopy();
        ((ObjectNode) changed.at("/parcels/0/entries/2/value")).put("imapHost", "evil.example.org");

        assertThat(problem(anna, document, Map.of("passphrase", "another horse, another staple")))
                .isEqualTo("passphrase is not the one that this document was sealed with");
        assertThat(problem(anna, changed, AS_USUAL)).startsWith("The document was changed after it was exported");
        assertThat(problem(anna, document.get("key"), AS_USUAL)).startsWith("document is no document that Mailroom");
        assertThat(hosts(anna)).containsExactly("imap.example.org");
    }

    private static String problem(User user, JsonNode document, Map<String, Object> more) {
        return sent(user, document, more).statusCode(422).extract().path("detail");
    }

    @Test
    void secretsShouldBeInNoDocumentLogOrTrail() {
        try (var log = CapturedLog.ofEverything("io.mailroom")) {
            var anna = aUserWithOneOfEach();
            var document = exported(anna);
            imported(User.anAdmin(), document, AS_USUAL);
            sent(anna, document, Map.of("passphrase", "another horse, another staple"));

            assertThat(document.toString()
                            + log.text()
                            + anna.request().get("/api/v1/sec/audit").asString())
                    .contains("data-exported")
                    .doesNotContain(Luggage.IMAP_PASSWORD, Luggage.SMTP_PASSWORD, "our secret", PASSPHRASE);
        }
    }
}
