package io.mailroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.Browser;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One page may be asked for by many paths; what guards it must know all of them. Sent as they stand, which RestAssured does not. */
@QuarkusTest
class SpellingsTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + path))
                .header("Content-Type", "application/x-www-form-urlencoded");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/login",
                "/login/",
                "/%6Cogin",
                "//login",
                "/login;x",
                "/login;x=/api/",
                "/api/../login",
                "/api/%2e%2e/login",
                "/signup",
                "/signup/",
                "/signup;x",
                "/app/logout/",
                "//app/logout",
                "/%61pp/logout",
                "/app;x/logout",
                "/app/account/notices",
                "//app/account/notices",
                "/%61pp/account/sessions",
                "/app;x/account/sessions",
                "/app/account;x/password",
                "/nothing/here"
            })
    void foreignFormShouldBeRefusedHoweverItsPathIsSpelled(String path) throws Exception {
        var token = User.anAdmin().token();

        var answer = send(request(path)
                .header("Cookie", "docspell_auth=" + token)
                .header("Origin", "https://evil.example")
                .header("Accept", "text/html")
                .POST(BodyPublishers.ofString("account=a&password=b&enabled=true")));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(path.contains(";") ? 404 : 403);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(new Browser(token).get("/app/account").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/", "//app", "/%61pp", "/app/account/", "//app/account"})
    void pageShouldLeadToTheLoginHoweverItsPathIsSpelled(String path) throws Exception {
        var answer = send(request(path).GET());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).startsWith("/login");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app;x", "/app;x/account", "/login;x=1", "/;x"})
    void matrixParametersShouldBeNoPartOfAPage(String path) throws Exception {
        var answer = send(request(path).GET());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(Jsoup.parse(answer.body()).select("h1").text()).isEqualTo("There is nothing here");
    }

    @Test
    void placeShouldBeMarkedHoweverItsPathIsSpelled() {
        var page = Browser.page(Browser.of(User.anAdmin()).get("/app/"));

        assertThat(page.select("nav.places a[aria-current]").text()).isEqualTo("Overview");
    }
}
