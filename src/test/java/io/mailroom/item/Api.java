package io.mailroom.item;

import static io.restassured.RestAssured.given;
import static io.restassured.config.HttpClientConfig.httpClientConfig;
import static io.restassured.config.MultiPartConfig.multiPartConfig;

import io.mailroom.testsupport.User;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.apache.http.entity.mime.HttpMultipartMode;
import org.jspecify.annotations.Nullable;

/** The items' endpoints as a user calls them. */
record Api(User user) {

    static final String UPLOAD = "/api/v1/sec/upload/item";
    static final String ITEMS = "/api/v1/sec/item/";
    static final String ATTACHMENTS = "/api/v1/sec/attachment/";

    record File(String name, byte[] bytes, String type) {}

    static Api of(User user) {
        return new Api(user);
    }

    RequestSpecification request() {
        // File names in UTF-8, as browsers and curl send them.
        return given().config(RestAssured.config()
                        .multiPartConfig(multiPartConfig().defaultCharset("UTF-8"))
                        .httpClient(httpClientConfig().httpMultipartMode(HttpMultipartMode.BROWSER_COMPATIBLE)))
                .header("X-Docspell-Auth", user.token());
    }

    Response upload(@Nullable String meta, File... files) {
        var request = request();
        if (meta != null) {
            request.multiPart("meta", meta, "application/json");
        }
        for (var file : files) {
            request.multiPart("file", file.name(), file.bytes(), file.type());
        }
        return request.post(UPLOAD);
    }

    /** The items that a successful upload made. */
    List<String> uploaded(@Nullable String meta, File... files) {
        var response = upload(meta, files);
        response.then().statusCode(200);
        return response.path("ids");
    }

    String uploadedMail(byte[] raw) {
        return uploaded(null, new File("mail.eml", raw, "message/rfc822")).getFirst();
    }

    Response item(String id) {
        return request().get(ITEMS + id);
    }

    Response attachment(String id) {
        return request().get(ATTACHMENTS + id);
    }

    /** The id of an item's attachment of that name. */
    String attachmentId(String item, String name) {
        return item(item).path("attachments.find { it.name == '" + name + "' }.id");
    }
}
