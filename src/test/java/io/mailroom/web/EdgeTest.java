package io.mailroom.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands between the network and the resources, behind a proxy that speaks TLS and with little patience. */
@QuarkusTest
@TestProfile(EdgeTest.BehindProxy.class)
class EdgeTest {

    public static class BehindProxy implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.proxy.proxy-address-forwarding", "true", "quarkus.http.idle-timeout", "8s");
        }
    }

    private static final String LOGIN = "/api/v1/open/auth/login";

    private static Response overTls(User user) {
        return given().contentType(ContentType.JSON)
                .header("X-Forwarded-Proto", "https")
                .body(Map.of("account", user.collective() + "/" + user.login(), "password", user.password()))
                .post(LOGIN);
    }

    @Test
    void answersOfTheApiShouldNeitherBeKeptNorRun() {
        var answer = User.anAdmin().request().get("/api/v1/sec/user");

        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(answer.header("Server")).isNull();
    }

    @Test
    void browsersShouldStayWithTlsWhereTheyCameByIt() {
        var secure = overTls(User.anAdmin());

        assertThat(secure.header("Strict-Transport-Security")).startsWith("max-age=");
        assertThat(secure.detailedCookie("docspell_auth").isSecured()).isTrue();
        assertThat(RestAssured.get("/login").header("Strict-Transport-Security"))
                .isNull();
    }

    /** CORS is off: no other site's script reads an answer, whatever it sends. */
    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null"})
    void scriptsOfOtherSitesShouldReadNothing(String origin) {
        var preflight = given().header("Origin", origin)
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "x-docspell-auth")
                .options("/api/v1/sec/user");
        var answer = User.anAdmin().request().header("Origin", origin).get("/api/v1/sec/user");

        assertThat(preflight.headers().asList())
                .noneMatch(header -> header.getName().startsWith("Access-Control-"));
        assertThat(answer.headers().asList())
                .noneMatch(header -> header.getName().startsWith("Access-Control-"));
    }

    /** A few bytes that would become many are never unpacked. */
    @Test
    void packedBodiesShouldNotBeUnpacked() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"account\":\"a\",\"password\":\"b\"}".getBytes(StandardCharsets.US_ASCII));
        }

        var answer = given().contentType(ContentType.JSON)
                .header("Content-Encoding", "gzip")
                .body(packed.toByteArray())
                .post(LOGIN);

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    /** Begun at the same time, as each waits as long. */
    @Test
    void connectionsShouldBeClosedWhenNothingMoreComes() throws IOException {
        var connections = new ArrayList<Socket>();
        try {
            for (String begun : List.of(
                    "",
                    "GET / HT",
                    "GET /api/info/version HTTP/1.1\r\nHost: a\r\n",
                    "POST /api/v1/open/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 100\r\n\r\n{")) {
                var connection = new Socket("127.0.0.1", RestAssured.port);
                connections.add(connection);
                connection.setSoTimeout(60_000);
                connection.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
            }

            for (var connection : connections) {
                assertThat(connection.getInputStream().readAllBytes()).isEmpty();
            }
        } finally {
            for (var connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void headersShouldHaveAnEnd() throws IOException {
        try (var connection = new Socket("127.0.0.1", RestAssured.port)) {
            connection.setSoTimeout(30_000);
            connection
                    .getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(40_000) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(connection.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 431");
        }
    }
}
