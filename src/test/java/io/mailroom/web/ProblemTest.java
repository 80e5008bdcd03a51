package io.mailroom.web;

import static io.mailroom.testsupport.Problems.assertProblem;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One problem model for everything that can be wrong with a request. */
@QuarkusTest
class ProblemTest {

    private static final String LOGIN = "/api/v1/open/auth/login";

    private static Response login(String body) {
        return given().contentType(ContentType.JSON).body(body).post(LOGIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "", "nonsense", "[]", "\"text\"", "{\"account\":\"a\",}", "{\"account\":\"a\"} x{"})
    void malformedJsonShouldBeAProblemWithoutTheParsersWords(String body) {
        var refused = login(body);

        assertThat(refused.statusCode()).isBetween(400, 422);
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(refused.asString()).doesNotContain("io.mailroom", "jackson", "nonsense");
    }

    /** A resource that builds its response is one whose type the framework does not know beforehand. */
    @ParameterizedTest
    @ValueSource(strings = {"text/html", "text/plain", "application/xml", "a/b"})
    void nothingButJsonShouldBeAnsweredWhateverIsAccepted(String accepted) {
        var refused = given().contentType(ContentType.JSON)
                .accept(accepted)
                .body("{\"account\":\"nobody/nobody\",\"password\":\"b\"}")
                .post(LOGIN);

        assertProblem(refused, 406, "accept");
    }

    @Test
    void aTextShouldNotBeTakenForAnInputOfOneText() {
        var refused = User.anAdmin()
                .request()
                .contentType(ContentType.TEXT)
                .body("hourly")
                .post("/api/v1/sec/calevent/check");

        assertProblem(refused, 415, "media-type");
    }

    /** The framework's own parser runs over the end of that header. */
    @Test
    void anEmptyBoundaryShouldBeMalformed() throws Exception {
        var request = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/api/v1/sec/upload/item"))
                .header("X-Docspell-Auth", User.anAdmin().token())
                .header("Content-Type", "multipart/form-data; boundary=")
                .POST(HttpRequest.BodyPublishers.ofString("--\r\n"))
                .build();

        try (var http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void theWrongJsonTypeShouldNameTheField() {
        var refused = login("{\"account\":[\"a\"],\"password\":\"b\"}");

        assertProblem(refused, 400, "malformed");
        assertThat(refused.<String>path("detail")).contains("The field account");
    }

    @Test
    void wrongValuesShouldAllBeNamedByTheirJsonNames() {
        var refused = login("{}");

        assertProblem(refused, 422, "invalid");
        assertThat(refused.<List<String>>path("errors.field")).containsExactly("account", "password");
        assertThat(refused.<List<String>>path("errors.message")).doesNotContainNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/open/nothing", "/api/v1/nothing", "/api/nothing", "/nothing", "/nothing/at/all"})
    void anUnknownPathShouldBeAProblem(String path) {
        assertProblem(RestAssured.get(path), 404, "not-found");
    }

    @Test
    void anUnknownPathBehindTheDoorShouldBeRefusedAtTheDoor() {
        assertProblem(RestAssured.get("/api/v1/sec/nothing"), 401, "unauthorized");
        assertProblem(User.anAdmin().request().get("/api/v1/sec/nothing"), 404, "not-found");
    }

    @Test
    void anotherMethodShouldBeAProblem() {
        assertProblem(RestAssured.get(LOGIN), 405, "method");
    }

    @Test
    void anotherMediaTypeShouldBeAProblem() {
        assertProblem(given().contentType(ContentType.XML).body("<a/>").post(LOGIN), 415, "media-type");
    }

    @Test
    void anUnacceptableAnswerShouldBeAProblem() {
        var refused = User.anAdmin().request().accept(ContentType.XML).get("/api/v1/sec/user");

        assertProblem(refused, 406, "accept");
    }

    @Test
    void aBodyThatSaysItIsTooLargeShouldBeAProblem() throws Exception {
        var answer = post(HttpRequest.BodyPublishers.ofString(" ".repeat(11 * 1024 * 1024)));

        assertTooLarge(answer);
    }

    /** Chunked: it is known only when it has come. */
    @Test
    void aBodyThatTurnsOutTooLargeShouldBeAProblem() throws Exception {
        byte[] spaces = " ".repeat(1024 * 1024).getBytes(StandardCharsets.US_ASCII);
        var answer = post(HttpRequest.BodyPublishers.ofInputStream(
                () -> new SequenceInputStream(Collections.enumeration(Stream.generate(() -> spaces)
                        .limit(11)
                        .<InputStream>map(ByteArrayInputStream::new)
                        .toList()))));

        assertTooLarge(answer);
    }

    @Test
    void aBodyOfUnknownLengthShouldBeRead() throws Exception {
        byte[] body = "{\"account\":\"nobody\",\"password\":\"x\"}".getBytes(StandardCharsets.US_ASCII);

        var answer = post(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("Login failed.");
    }

    private static HttpResponse<String> post(HttpRequest.BodyPublisher body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + LOGIN))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/json")
                .POST(body)
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static void assertTooLarge(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("/problems/too-large", "\"success\":false");
    }

    @Test
    void everyAnswerShouldForbidGuessingAndFraming() {
        for (String path : List.of(LOGIN, "/nothing", "/api/v1/sec/user")) {
            var answer = RestAssured.get(path);

            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        }
        assertThat(RestAssured.get(LOGIN).header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void noAnswerShouldTellOfOurInsides() {
        var refused = login("{\"account\":\"a\",\"password\":\"" + "x".repeat(2000) + "\"}");

        assertProblem(refused, 422, "invalid");
        assertThat(refused.asString()).doesNotContain("xxxx", "io.mailroom", "input", "arg0");
    }
}
