package io.mailroom.testsupport;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** Pages as a browser asks for them, with the session of a user as cookie. */
public record Browser(String token) {

    public static Browser of(User user) {
        return new Browser(user.token());
    }

    public static Browser ofNobody() {
        return new Browser("");
    }

    /** A request of a page of ours; follows no redirect. */
    public RequestSpecification request() {
        var request = given().redirects()
                .follow(false)
                .urlEncodingEnabled(false) // paths are as they stand in pages
                .header("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
                .header("Sec-Fetch-Site", "same-origin")
                .header("Sec-Fetch-Mode", "navigate");
        return token.isEmpty() ? request : request.cookie("docspell_auth", token);
    }

    public Response get(String path) {
        return request().get(path);
    }

    /** Submits a form. */
    public Response post(String path, Map<String, ?> fields) {
        return request()
                .contentType(ContentType.URLENC.withCharset("UTF-8"))
                .urlEncodingEnabled(true)
                .formParams(fields)
                .post(path);
    }

    public static Document page(Response response) {
        return Jsoup.parse(response.asString());
    }

    /** What is said at a field of a refused form; empty where nothing is. */
    public static String error(Response response, String field) {
        return page(response)
                .select("#f-" + field.replaceAll("[^A-Za-z0-9]+", "-") + "-error")
                .text();
    }
}
