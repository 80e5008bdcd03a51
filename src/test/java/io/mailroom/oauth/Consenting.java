package io.mailroom.oauth;

import static io.restassured.RestAssured.given;

import io.mailroom.testsupport.User;
import io.restassured.response.Response;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A user with a browser, on the way from Mailroom to a provider and back. */
final class Consenting {

    static final String GRANTS = "/api/v1/sec/oauth/grant";
    static final String CALLBACK = "/api/v1/open/oauth/callback";

    /** Where Mailroom has sent the browser, and the cookies that it was given. */
    record Sent(URI url, String state, String redirectUri, Map<String, String> cookies) {}

    private Consenting() {}

    static void addClient(User admin, Map<String, ?> client) {
        admin.request().body(client).post("/api/v1/sec/oauth/client").then().statusCode(200);
    }

    static Response authorize(User user, Map<String, ?> input) {
        return user.request().body(input).post(GRANTS + "/authorize");
    }

    static Sent sent(Response authorize) {
        authorize.then().statusCode(200);
        return new Sent(
                URI.create(authorize.path("authorizationUrl")),
                authorize.path("state"),
                authorize.path("redirectUri"),
                authorize.cookies());
    }

    static Sent begin(User user, String provider, String name, Object... more) {
        var input = new HashMap<String, Object>(Map.of("provider", provider, "name", name));
        for (int i = 0; i < more.length; i += 2) {
            input.put((String) more[i], more[i + 1]);
        }
        return sent(authorize(user, input));
    }

    /** The user logs in at the provider and consents; answers what the provider leads back with. */
    static Map<String, String> consent(URI url) {
        String location = given().urlEncodingEnabled(false)
                .redirects()
                .follow(false)
                .get(url)
                .then()
                .statusCode(302)
                .extract()
                .header("Location");
        return query(URI.create(location));
    }

    static Map<String, String> consent(Sent sent) {
        return consent(sent.url());
    }

    /** In the browser that was sent. */
    static Response comeBack(Sent sent, Map<String, String> answer) {
        return given().cookies(sent.cookies()).queryParams(answer).get(CALLBACK);
    }

    /** In a browser that Mailroom has never seen. */
    static Response comeBackElsewhere(Map<String, String> answer) {
        return given().queryParams(answer).get(CALLBACK);
    }

    static Response complete(User user, Map<String, String> answer) {
        return user.request().body(answer).post(GRANTS + "/complete");
    }

    static Map<String, String> query(URI uri) {
        return Arrays.stream(uri.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0],
                        pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
                        (one, other) -> other,
                        LinkedHashMap::new));
    }
}
