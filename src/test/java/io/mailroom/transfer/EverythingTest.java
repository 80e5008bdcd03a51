package io.mailroom.transfer;

import static io.mailroom.transfer.Luggage.PASSPHRASE;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.db.Database;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EverythingTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    Database database;

    private static byte[] exported(User operator) {
        return operator.request()
                .body(Map.of("passphrase", PASSPHRASE, "password", operator.password()))
                .post("/api/v1/sec/admin/export")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .extract()
                .asByteArray();
    }

    private static Response taken(User operator, byte[] document, Map<String, Object> more) {
        var request = given().header("X-Docspell-Auth", operator.token())
                .multiPart("document", "everything.json", document, "application/json")
                .multiPart("passphrase", PASSPHRASE);
        more.forEach((name, value) -> request.multiPart(name, value.toString()));
        return request.post("/api/v1/sec/admin/import");
    }

    private static Optional<JsonNode> line(Response answer, User user) {
        return lines(answer)
                .filter(line -> line.path("account").asText().equals(user.collective() + "/" + user.login()))
                .findFirst();
    }

    private static Stream<JsonNode> lines(Response answer) {
        return answer.then().statusCode(200).extract().asString().lines().map(line -> {
            try {
                return JSON.readTree(line);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void accountsShouldBeMadeWithTheirPasswordsAndAllThatTheyHad() {
        var operator = User.anOperator();
        var anna = Luggage.aUserWithOneOfEach();
        var ben = anna.aColleague("ben");
        var document = exported(operator);
        database.update("delete from collective where name = $1", anna.collective());

        var dry = taken(operator, document, Map.of("dryRun", true));
        assertThat(line(dry, anna).orElseThrow().path("state").asText()).isEqualTo("new");
        assertThat(line(dry, anna).orElseThrow().path("entries")).hasSize(6);
        assertThat(database.query("select from collective where name = $1", anna.collective()))
                .isEmpty();

        var real = taken(operator, document, Map.of());
        assertThat(line(real, anna)).isEqualTo(line(dry, anna));
        assertThat(line(real, ben).orElseThrow().path("state").asText()).isEqualTo("new");
        assertThat(lines(real).toList().getLast().path("done").asBoolean()).isTrue();

        var again = User.loggedIn(anna.collective(), anna.login(), anna.password());
        assertThat(again.request()
                        .get("/api/v1/sec/email/settings/imap/in")
                        .jsonPath()
                        .getBoolean("hasPassword"))
                .isTrue();
        assertThat(again.request().get("/api/v1/sec/user").jsonPath().getList("items.admin"))
                .containsExactly(true, false);
        assertThat(again.request().get("/api/v1/sec/audit").jsonPath().getList("items.actor"))
                .contains("operators/anna");
        var repeated = taken(operator, document, Map.of("existing", "replace"));
        assertThat(line(repeated, anna).orElseThrow().path("state").asText()).isEqualTo("here");
        assertThat(line(repeated, anna).orElseThrow().findValuesAsText("state"))
                .contains("same")
                .doesNotContain("new", "differs", "refused");
    }

    @Test
    void everythingShouldBeForOperators() {
        var stranger = User.anAdmin();

        stranger.request()
                .body(Map.of("passphrase", PASSPHRASE, "password", stranger.password()))
                .post("/api/v1/sec/admin/export")
                .then()
                .statusCode(403);
        taken(stranger, new byte[0], Map.of()).then().statusCode(403);
    }

    @Test
    void everythingShouldDemandThePassword() {
        User.anOperator()
                .request()
                .body(Map.of("passphrase", PASSPHRASE))
                .post("/api/v1/sec/admin/export")
                .then()
                .statusCode(422);
    }

    @Test
    void nothingShouldBeTakenWhenTheDocumentIsNotWhole() throws Exception {
        var operator = User.anOperator();
        var stranger = new Parcel("not-here", "eve", List.of(account("eve", hash())));
        var document = document(stranger);
        var half = new String(document, UTF_8).replaceFirst("(?s)\"seal\" : \"[^\"]+\"\\s*}\\s*$", "}");

        var answer = taken(operator, half.getBytes(UTF_8), Map.of());

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(database.query("select from collective where name = 'not-here'"))
                .isEmpty();
    }

    @Test
    void accountShouldBeRefusedWhenNobodyCouldLogIn() throws Exception {
        var operator = User.anOperator();
        var document = document(
                new Parcel("locked-1", "eve", List.of()),
                new Parcel("locked-2", "eve", List.of(account("eve", "{SHA}abc"))),
                new Parcel("locked/3", "eve", List.of(account("eve", hash()))));

        assertThat(lines(taken(operator, document, Map.of()))
                        .limit(3)
                        .map(line -> line.path("detail").asText()))
                .satisfiesExactly(
                        none -> assertThat(none).startsWith("There is no such account here"),
                        weak -> assertThat(weak).isEqualTo("passwordHash is no hash that is known here"),
                        wrong -> assertThat(wrong).startsWith("collective must be 1 to 128"));
    }

    /** Docspell hashes passwords with bcrypt. */
    @Test
    void accountOfDocspellShouldLogInWithItsPassword() throws Exception {
        var operator = User.anOperator();
        String collective = "bcrypt" + Instant.now().toEpochMilli();
        taken(operator, document(new Parcel(collective, "eve", List.of(account("eve", hash())))), Map.of())
                .then()
                .statusCode(200);

        assertThat(User.loggedIn(collective, "eve", "abc").token()).isNotEmpty();
        given().contentType(ContentType.JSON)
                .body(Map.of("account", collective + "/eve", "password", "abd"))
                .post("/api/v1/open/auth/login")
                .then()
                .statusCode(401);
    }

    private static String hash() {
        return com.password4j.Password.hash("abc")
                .with(com.password4j.BcryptFunction.getInstance(com.password4j.types.Bcrypt.A, 10))
                .getResult();
    }

    private static Parcel.Item account(String login, String hash) {
        var value = JSON.createObjectNode().put("admin", true);
        return new Parcel.Item("account", new Piece(login, value, Map.of("passwordHash", hash)));
    }

    private static byte[] document(Parcel... parcels) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var writer = new DocumentWriter(bytes, DocumentKey.fresh(PASSPHRASE), Scope.EVERYTHING, Instant.now());
        for (var parcel : parcels) {
            writer.add(parcel);
        }
        writer.finish();
        return bytes.toByteArray();
    }
}
