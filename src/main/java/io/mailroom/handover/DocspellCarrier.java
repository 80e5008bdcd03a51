package io.mailroom.handover;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.egress.WebClient.Answer;
import io.mailroom.handover.Outcome.Fault;
import io.mailroom.handover.Outcome.Refused;
import io.mailroom.item.Direction;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Uploads files to Docspell: to one of its sources, or to a collective over the integration endpoint. It knows files that it
 * has by what is in them, so what comes twice is there once.
 */
@ApplicationScoped
class DocspellCarrier implements Carrier {

    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Meta(
            boolean multiple,
            Direction direction,
            @Nullable String folder,
            boolean skipDuplicates,
            Tags tags,
            @Nullable String language) {}

    @RegisterForReflection
    record Tags(List<String> items) {}

    private final Calls calls;
    private final ObjectMapper json;

    DocspellCarrier(Calls calls, ObjectMapper json) {
        this.calls = calls;
        this.json = json;
    }

    @Override
    public Kind kind() {
        return Kind.DOCSPELL;
    }

    @Override
    public Outcome deliver(Destination to, Parcel parcel, Consumer<String> remember) {
        var form = new FormData().text("meta", "application/json", meta(to, parcel));
        parcel.files().forEach(file -> form.file("file", file));
        var answer = calls.post(endpoint(to), headers(to, form), form);
        var result = result(answer);
        String message = result.path("message").asText();
        if (!result.path("success").asBoolean()) {
            throw new NotTaken(
                    new Refused( // it does not tell by the status whether that may be otherwise later
                            Fault.PASSING, answer.status(), message, "Docspell did not take it.", null));
        }
        return Outcome.Delivered.as(answer.status(), message);
    }

    /** A form without files is refused, and so is one to a source that is not there, in another way. */
    @Override
    public void check(Destination to, Checks checks) {
        checks.phase(
                "reach",
                () -> "Version "
                        + read(calls.get(to.at("/api/info/version"), Map.of()))
                                .path("version")
                                .asText("unknown"));
        if (to.options().source() == null) {
            checks.phase("credentials", () -> {
                calls.get(endpoint(to), credentials(to));
                return "The collective takes files.";
            });
        } else {
            checks.phase("target", () -> {
                var form = new FormData().text("meta", "application/json", "{\"multiple\":false}");
                result(calls.post(endpoint(to), headers(to, form), form));
                return "The source is there.";
            });
        }
    }

    private static URI endpoint(Destination to) {
        var options = to.options();
        return options.source() == null
                ? to.at("/api/v1/open/integration/item/" + escaped(options.collective()))
                : to.at("/api/v1/open/upload/item/" + escaped(options.source()));
    }

    private static String escaped(@Nullable String segment) {
        return URLEncoder.encode(Objects.requireNonNullElse(segment, ""), UTF_8).replace("+", "%20");
    }

    private static Map<String, String> headers(Destination to, FormData form) {
        var headers = new HashMap<>(credentials(to));
        headers.put("content-type", form.contentType());
        return headers;
    }

    /** Only the integration endpoint asks for any. */
    private static Map<String, String> credentials(Destination to) {
        var options = to.options();
        String secret = to.secret();
        if (options.source() != null || secret == null) {
            return Map.of();
        }
        String header = options.header();
        String basic = Objects.requireNonNullElse(options.user(), "") + ":" + secret;
        return header == null
                ? Map.of("authorization", "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(UTF_8)))
                : Map.of(header, secret);
    }

    private String meta(Destination to, Parcel parcel) {
        var options = to.options();
        var item = parcel.item();
        var tags = Stream.concat(options.tagList().stream(), item.tags().stream())
                .distinct()
                .toList();
        try {
            return json.writeValueAsString(new Meta(
                    false,
                    item.direction(),
                    options.itemFolder(),
                    true,
                    new Tags(tags),
                    options.language() == null ? item.language() : options.language()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode result(Answer answer) {
        var result = read(answer);
        if (!result.has("success")) {
            throw strange(answer);
        }
        return result;
    }

    private JsonNode read(Answer answer) {
        try {
            return json.readTree(answer.text());
        } catch (JsonProcessingException e) {
            throw strange(answer);
        }
    }

    private static NotTaken strange(Answer answer) {
        return new NotTaken(new Refused(
                Fault.OF_DESTINATION,
                answer.status(),
                Calls.beginning(answer.text()),
                "It does not answer as Docspell does.",
                null));
    }
}
