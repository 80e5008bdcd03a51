package io.mailroom.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.db.Database;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The destinations of a user, as they are kept and shown. */
@QuarkusTest
class DestinationTest {

    @Inject
    Handing handing;

    @Inject
    Database database;

    private User anna;

    @BeforeEach
    void signUp() {
        anna = User.anAdmin();
    }

    @Test
    void secretShouldBeSealedAndNeverAnswered() {
        handing.make(
                anna,
                Handing.destination("archive", "paperless", "a very secret token", "url", "https://docs.example.org"));

        var shown = anna.request().get(Handing.DESTINATIONS);
        var stored = database.query("select secret from destination where id = $1", handing.id(anna, "archive"))
                .getFirst()
                .getBuffer(0)
                .getBytes();

        assertThat(shown.asString()).contains("\"hasSecret\":true").doesNotContain("very secret");
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("very secret");
    }

    @Test
    void secretShouldStayUnlessThereIsANewOne() {
        var destination = Handing.destination("archive", "paperless", "token", "url", "https://docs.example.org");
        handing.make(anna, destination);
        destination.put("secret", null);
        destination.put("name", "renamed");

        anna.request()
                .body(destination)
                .put(Handing.DESTINATIONS + "/archive")
                .then()
                .statusCode(200);
        assertThat(handing.get(anna, "renamed").getBoolean("hasSecret")).isTrue();

        destination.put("secret", "");
        var refused = anna.request().body(destination).put(Handing.DESTINATIONS + "/renamed");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.asString()).contains("secret");
    }

    @Test
    void changeOfAnOlderVersionShouldBeRefused() {
        var destination = Handing.destination("files", "folder", null);
        handing.make(anna, destination);
        destination.put("version", 7);

        assertThat(anna.request()
                        .body(destination)
                        .put(Handing.DESTINATIONS + "/files")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void nameShouldBeThereOnce() {
        handing.make(anna, Handing.destination("files", "folder", null));

        assertThat(anna.request()
                        .body(Handing.destination("files", "folder", null))
                        .post(Handing.DESTINATIONS)
                        .statusCode())
                .isEqualTo(409);
        handing.make(User.anAdmin(), Handing.destination("files", "folder", null));
    }

    @Test
    void destinationShouldBeItsOwnersOnly() {
        handing.make(anna, Handing.destination("files", "folder", null));

        var ben = anna.aColleague("ben");

        assertThat(ben.request().get(Handing.DESTINATIONS + "/files").statusCode())
                .isEqualTo(404);
        assertThat(ben.request().delete(Handing.DESTINATIONS + "/files").statusCode())
                .isEqualTo(404);
        assertThat(anna.request().delete(Handing.DESTINATIONS + "/files").statusCode())
                .isEqualTo(200);
        assertThat(anna.request().get(Handing.DESTINATIONS + "/files").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "docspell,,url,https://x.example.org,options.source",
        "docspell,,source,s,options.url",
        "paperless,,url,https://x.example.org,secret",
        "paperless,t,url,ftp://x.example.org,options.url",
        "paperless,t,url,https://me@x.example.org,options.url",
        "folder,,path,../up,options.path",
        "folder,,path,/etc,options.path",
        "folder,,path,a//b,options.path",
        "s3,k,accessKey,a,options.bucket",
        "s3,,bucket,b,secret",
        "webhook,short,url,https://x.example.org,secret"
    })
    void whatAKindCannotDoWithoutShouldBeAskedFor(
            String kind, String secret, String option, String value, String field) {
        var refused = anna.request()
                .body(Handing.destination("it", kind, secret, option, value))
                .post(Handing.DESTINATIONS);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.jsonPath().getList("errors.field", String.class)).contains(field);
    }

    @Test
    void addressThatIsNotCalledShouldBeRefused() {
        var refused = anna.request()
                .body(Handing.destination("it", "paperless", "t", "url", "http://169.254.169.254/latest"))
                .post(Handing.DESTINATIONS);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.jsonPath().getList("errors.field", String.class)).containsExactly("options.url");
    }

    @Test
    void changesShouldLeaveATrail() {
        handing.make(anna, Handing.destination("files", "folder", null));
        anna.request().delete(Handing.DESTINATIONS + "/files").then().statusCode(200);

        assertThat(database.query(
                        "select act from audit_entry where account_id = $1 and object = 'files' order by id",
                        anna.accountId(database)))
                .extracting(row -> row.getString(0))
                .containsExactly("destination-made", "destination-removed");
    }

    @Test
    void testShouldTellPhaseByPhase() {
        handing.make(anna, Handing.destination("files", "folder", null, "path", "bills"));

        var report = handing.test(anna, "files");

        assertThat(report.getBoolean("success")).isTrue();
        assertThat(report.getList("phases.phase", String.class)).containsExactly("target", "write");
    }

    @Test
    void deletedUserShouldLeaveNothing() {
        var ben = anna.aColleague("ben");
        handing.make(ben, Handing.destination("files", "folder", null));
        var id = handing.id(ben, "files");

        database.update("delete from account where id = $1", ben.accountId(database));

        assertThat(database.query("select from destination where id = $1", id)).isEmpty();
    }
}
