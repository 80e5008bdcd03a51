package io.mailroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Asks every operation of the OpenAPI document what is right, what is at the borders and what is hostile, as nobody, as a user,
 * as an admin and as a program of theirs. {@code -Dmailroom.fuzz.seed} repeats a run, {@code -Dmailroom.fuzz.rounds} makes it longer,
 * {@code -Dmailroom.fuzz.operation="GET /api/..."} asks one operation only.
 */
@QuarkusTest
@TestProfile(ApiFuzzTest.Alone.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiFuzzTest {

    /** A service of its own, as what is left behind here would be in the way of others; its limits of logging in are out of it. */
    public static class Alone implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "mailroom.account.failures-per-account", "1000000",
                    "mailroom.account.failures-per-address", "1000000",
                    "mailroom.account.api-token-rate", "1000000",
                    "mailroom.account.api-tokens", "1000000");
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int ROUNDS = Integer.getInteger("mailroom.fuzz.rounds", 3);

    private static final Pattern INSIDES = Pattern.compile(
            "\\tat |io\\.mailroom|java\\.(lang|util|net|io)\\.|jakarta\\.|org\\.hibernate|io\\.(vertx|netty|quarkus)|"
                    + "com\\.fasterxml|SQLSTATE|\\w+Exception\\b");

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private static final List<String> ACCEPT = List.of(
            "application/json", "*/*", "text/html", "application/xml", "nonsense", ";q=0", "a/b;q=x", "image/*", "");

    private static final List<String> CONTENT_TYPES = List.of(
            "application/json",
            "application/json; charset=utf-16",
            "application/json; charset=nonsense",
            "text/plain",
            "application/xml",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "nonsense",
            "a/b;c",
            "");

    private static final List<String> BODIES = List.of(
            "",
            "null",
            "{",
            "[[[[",
            "\u0000",
            "{\"a\":1,\"a\":2}",
            "[".repeat(100_000),
            "{\"a\":".repeat(5000) + "1" + "}".repeat(5000),
            "1" + "0".repeat(50_000),
            "\"" + "x".repeat(300_000) + "\"",
            "a=%zz&b=%",
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\u202e\"\r\n\r\nx\r\n--x--\r\n",
            "--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--\r\n",
            "--x\r\n\r\n--x--",
            "--x");

    private static final List<String> SCOPES = List.of("items:write", "send", "tasks:write", "settings:write", "admin");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final List<String> ids = new ArrayList<>();

    /** By operation and what was wrong: the first request that found it. */
    private final Map<String, String> findings = new LinkedHashMap<>();

    private @Nullable User admin;
    private @Nullable User user;
    private @Nullable String program;

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void everyOperationShouldAnswerWhateverItIsAsked() throws Exception {
        long seed = Optional.ofNullable(Long.getLong("mailroom.fuzz.seed")).orElseGet(() -> new Random().nextLong());
        var only = System.getProperty("mailroom.fuzz.operation", "");
        var document = ApiDocument.served();
        var operations = document.operations().stream()
                .filter(operation -> operation.name().startsWith(only))
                .toList();
        assertThat(operations).isNotEmpty();

        for (int round = 0; round < ROUNDS; round++) {
            for (var operation : operations) {
                for (Who who : Who.values()) {
                    // Of its own for each request, so that one operation alone can be repeated.
                    var random = new Random(seed ^ 31L * (operation.name().hashCode() + 31L * round) ^ who.ordinal());
                    ask(operation, who, document, new ApiValues(document, random, List.copyOf(ids)));
                }
            }
        }

        assertThat(findings)
                .as("repeat it with -Dmailroom.fuzz.seed=%d -Dmailroom.fuzz.rounds=%d", seed, ROUNDS)
                .isEmpty();
    }

    private enum Who {
        NOBODY,
        USER,
        ADMIN,
        PROGRAM
    }

    private void ask(ApiDocument.Operation operation, Who who, ApiDocument document, ApiValues values)
            throws InterruptedException {
        var request = request(operation, who, document, values);
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            judge(operation, who, request, answer);
        } catch (IOException e) {
            find(operation, "no answer: " + e, who, request);
        }
    }

    private HttpRequest.Builder request(
            ApiDocument.Operation operation, Who who, ApiDocument document, ApiValues values) {
        var request = HttpRequest.newBuilder(address(operation, values)).timeout(PATIENCE);
        var token = token(who);
        if (token != null) {
            request.header("X-Docspell-Auth", token);
        }
        request.header("Accept", values.chance(75) ? "*/*" : values.oneOf(ACCEPT));
        for (var header : operation.parameters("header")) {
            String text = values.parameter(header.path("schema")).replaceAll("[^\\x20-\\x7e]", "");
            request.header(header.path("name").asText(), text);
        }
        var content = document.content(operation);
        if (content.isEmpty()) {
            return request.method(operation.method(), HttpRequest.BodyPublishers.noBody());
        }
        var type = content.get().properties().iterator().next();
        boolean right = values.chance(85);
        request.header("Content-Type", right ? contentType(type.getKey()) : values.oneOf(CONTENT_TYPES));
        return request.method(
                operation.method(),
                HttpRequest.BodyPublishers.ofString(
                        values.chance(15)
                                ? values.oneOf(BODIES)
                                : body(type.getKey(), type.getValue().path("schema"), document, values)));
    }

    private static String contentType(String mediaType) {
        return mediaType.equals("multipart/form-data") ? mediaType + "; boundary=x" : mediaType.replace("*", "json");
    }

    private static String body(String mediaType, JsonNode schema, ApiDocument document, ApiValues values) {
        if (mediaType.equals("multipart/form-data")) {
            return document.resolved(schema).path("properties").properties().stream()
                    .filter(part -> values.chance(90))
                    .map(part -> "--x\r\nContent-Disposition: form-data; name=\"" + part.getKey() + "\""
                            + (values.chance(50)
                                    ? "; filename=\"" + values.text().replace("\"", "") + "\""
                                    : "")
                            + "\r\n\r\n" + part(part.getValue(), values) + "\r\n")
                    .collect(Collectors.joining("", "", "--x--\r\n"));
        }
        if (mediaType.equals("application/x-www-form-urlencoded")) {
            return document.resolved(schema).path("properties").properties().stream()
                    .map(field -> field.getKey() + "=" + encoded(values.parameter(field.getValue())))
                    .collect(Collectors.joining("&"));
        }
        return json(values.body(schema));
    }

    private static String part(JsonNode schema, ApiValues values) {
        return values.chance(50) ? json(values.body(schema)) : values.text();
    }

    private static String json(JsonNode node) {
        try {
            // Surrogates that stand alone cannot be sent but as escapes.
            return ApiDocument.JSON
                    .writer()
                    .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URI address(ApiDocument.Operation operation, ApiValues values) {
        String path = operation.path();
        for (var parameter : operation.parameters("path")) {
            String value = encoded(values.parameter(parameter.path("schema")));
            path = path.replace("{" + parameter.path("name").asText() + "}", value.length() > 4000 ? "x" : value);
        }
        String query = operation.parameters("query").stream()
                .filter(parameter -> values.chance(60))
                .map(parameter -> parameter.path("name").asText() + "="
                        + (values.chance(3) ? "%zz" : cut(encoded(values.parameter(parameter.path("schema"))))))
                .collect(Collectors.joining("&"))
                .replace("%zz", values.chance(50) ? "%25zz" : "%FF%FE");
        return URI.create("http://127.0.0.1:" + RestAssured.port + path + (query.isEmpty() ? "" : "?" + query));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A request line has its limit, which is not what is asked here. */
    private static String cut(String encoded) {
        return encoded.length() <= 1500 ? encoded : encoded.substring(0, 1500).replaceAll("%.?$", "");
    }

    private @Nullable String token(Who who) {
        if (admin == null) {
            admin = User.anAdmin();
            user = null;
            program = null;
        }
        if (user == null) {
            user = admin.aColleague("u" + Long.toHexString(System.nanoTime()));
        }
        if (program == null) {
            program = programOf(admin);
        }
        return switch (who) {
            case NOBODY -> null;
            case PROGRAM -> program;
            case USER -> user.token();
            case ADMIN -> admin.token();
        };
    }

    /** An API token that may do whatever one may do. */
    private static String programOf(User user) {
        return user.request()
                .body(Map.of("name", "p" + Long.toHexString(System.nanoTime()), "scopes", SCOPES))
                .post("/api/v1/sec/user/token")
                .then()
                .statusCode(200)
                .extract()
                .path("token");
    }

    /** They may have logged themselves out, changed their password, or deleted each other. */
    private void replace(Who who) {
        switch (who) {
            case ADMIN -> admin = null;
            case PROGRAM -> program = null;
            case USER, NOBODY -> user = null;
        }
        if (admin != null && admin.request().get("/api/v1/sec/user").statusCode() != 200) {
            admin = null;
        }
    }

    private void judge(
            ApiDocument.Operation operation, Who who, HttpRequest.Builder request, HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        String type = answer.headers().firstValue("Content-Type").orElse("");
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        if (type.contains("json") && answer.body().length < 100_000) {
            ID.matcher(text).results().limit(20).forEach(found -> remember(found.group()));
        }
        if (status < 300 && !isDeclared(operation, status, type)) {
            find(operation, status + " is no " + type + " by the document", who, request);
        }
        if (status < 400) {
            return;
        }
        if (status == 401 && who != Who.NOBODY && operation.isGuarded()) {
            replace(who);
        }
        var insides = INSIDES.matcher(text);
        if (insides.find()) {
            find(operation, status + " tells of our insides: " + insides.group(), who, request);
        }
        if (status >= 500 && !isSomebodyElses(status, answer, operation)) {
            find(operation, status + " " + text, who, request);
        }
        if (!operation.method().equals("HEAD") && !isProblem(status, type, text) && !isPage(operation, status, type)) {
            find(operation, status + " is no problem: " + type + " " + text, who, request);
        }
        if (operation.isGuarded() && who == Who.NOBODY && status != 401 && status != 413) {
            find(operation, status + " without a token", who, request);
        }
    }

    private static boolean isDeclared(ApiDocument.Operation operation, int status, String type) {
        var content = operation
                .description()
                .path("responses")
                .path(Integer.toString(status))
                .path("content");
        return content.isEmpty() || content.has("*/*") || content.has(type.replaceFirst(";.*", ""));
    }

    /** A mail server that refused, where the operation talks to one; and 503 with a time to come again. */
    private static boolean isSomebodyElses(int status, HttpResponse<byte[]> answer, ApiDocument.Operation operation) {
        return status == 503 && answer.headers().firstValue("Retry-After").isPresent()
                || status == 502 && operation.description().path("responses").has("502");
    }

    /** Where browsers come to. */
    private static boolean isPage(ApiDocument.Operation operation, int status, String type) {
        return type.startsWith("text/html")
                && operation
                        .description()
                        .path("responses")
                        .path(Integer.toString(status))
                        .path("content")
                        .has("text/html");
    }

    private static boolean isProblem(int status, String type, String text) {
        try {
            var body = ApiDocument.JSON.readTree(text);
            boolean told = body.path("success").isBoolean()
                    && !body.path("success").asBoolean()
                    && !body.path("message").asText().isBlank();
            return told
                    && (type.startsWith("application/json")
                            || type.equals(ProblemBody.MEDIA_TYPE)
                                    && body.path("type").asText().startsWith("/problems/")
                                    && body.path("status").asInt() == status
                                    && !body.path("title").asText().isBlank());
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private void remember(String id) {
        if (!ids.contains(id)) {
            ids.add(id);
        }
        if (ids.size() > 40) {
            ids.removeFirst();
        }
    }

    private void find(ApiDocument.Operation operation, String what, Who who, HttpRequest.Builder request) {
        var sent = request.build();
        String shortly = what.length() <= 300 ? what : what.substring(0, 300) + "...";
        String kind = shortly.replaceAll(ID.pattern(), "<id>");
        findings.putIfAbsent(
                operation.name() + ": " + kind,
                who + " " + sent.method() + " " + sent.uri() + " "
                        + sent.headers().map().entrySet().stream()
                                .filter(header -> !header.getKey().equalsIgnoreCase("X-Docspell-Auth"))
                                .toList());
    }
}
