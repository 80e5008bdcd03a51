package io.mailroom.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a client that was made for one OpenAPI document cannot bear of another. Going in, nothing may be refused that was taken;
 * coming out, nothing may be gone, or have become something else, that was there.
 */
final class ContractChanges {

    /** Which way a value goes: what is harmless in one is not in the other. */
    private enum Way {
        IN,
        OUT
    }

    private final ApiDocument before;
    private final ApiDocument after;
    private final List<String> found = new ArrayList<>();
    private final Set<String> visited = new HashSet<>();

    private ContractChanges(ApiDocument before, ApiDocument after) {
        this.before = before;
        this.after = after;
    }

    static List<String> between(ApiDocument before, ApiDocument after) {
        var changes = new ContractChanges(before, after);
        changes.operations();
        return changes.found.stream().distinct().toList();
    }

    private void operations() {
        for (var old : before.operations()) {
            after.operations().stream()
                    .filter(operation -> operation.name().equals(old.name()))
                    .findFirst()
                    .ifPresentOrElse(now -> operation(old, now), () -> found.add(old.name() + " is gone"));
        }
    }

    private void operation(ApiDocument.Operation old, ApiDocument.Operation now) {
        String at = old.name();
        if (!old.description().path("operationId").equals(now.description().path("operationId"))) {
            found.add(at + ": its operationId is another, and with it the name of a generated method");
        }
        if (!now.description().path("security").isEmpty()
                && old.description().path("security").isEmpty()) {
            found.add(at + ": it demands a token");
        }
        parameters(at, old, now);
        body(at, old.description().path("requestBody"), now.description().path("requestBody"));
        old.description().path("responses").properties().stream()
                .filter(response -> response.getKey().startsWith("2"))
                .forEach(response -> response(
                        at + ", answer " + response.getKey(),
                        response.getValue(),
                        now.description().path("responses").path(response.getKey())));
    }

    private void parameters(String at, ApiDocument.Operation old, ApiDocument.Operation now) {
        for (var parameter : now.parameters()) {
            var was = same(parameter, old);
            String name = at + ", parameter " + parameter.path("name").asText();
            if (parameter.path("required").asBoolean() && !was.path("required").asBoolean()) {
                found.add(name + ": it is required");
            }
            if (!was.isMissingNode()) {
                schema(name, was.path("schema"), parameter.path("schema"), Way.IN);
            }
        }
        for (var parameter : old.parameters()) {
            if (same(parameter, now).isMissingNode()) {
                found.add(at + ", parameter " + parameter.path("name").asText() + ": it is gone");
            }
        }
    }

    private static JsonNode same(JsonNode parameter, ApiDocument.Operation in) {
        return in.parameters(parameter.path("in").asText()).stream()
                .filter(other -> other.path("name").equals(parameter.path("name")))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private void body(String at, JsonNode givenOld, JsonNode givenNow) {
        var old = before.resolved(givenOld);
        var now = after.resolved(givenNow);
        if (now.path("required").asBoolean() && !old.path("required").asBoolean()) {
            found.add(at + ": a body is required");
        }
        content(at + ", body", old.path("content"), now.path("content"), Way.IN);
    }

    private void response(String at, JsonNode givenOld, JsonNode givenNow) {
        if (givenNow.isMissingNode()) {
            found.add(at + " is gone");
        } else {
            content(
                    at,
                    before.resolved(givenOld).path("content"),
                    after.resolved(givenNow).path("content"),
                    Way.OUT);
        }
    }

    private void content(String at, JsonNode old, JsonNode now, Way way) {
        old.properties().forEach(media -> {
            if (now.has(media.getKey())) {
                schema(
                        at,
                        media.getValue().path("schema"),
                        now.path(media.getKey()).path("schema"),
                        way);
            } else {
                found.add(at + ": " + media.getKey() + " is gone");
            }
        });
    }

    private void schema(String place, JsonNode givenOld, JsonNode givenNow, Way way) {
        String name = givenOld.path("$ref").asText();
        if (!name.isEmpty() && !visited.add(name + " " + givenNow.path("$ref").asText() + " " + way)) {
            return;
        }
        String at = name.isEmpty() ? place : name.substring(name.lastIndexOf('/') + 1);
        var old = before.resolved(givenOld);
        var now = after.resolved(givenNow);
        types(at, old, now, way);
        values(at, old, now, way);
        properties(at, old, now, way);
        if (old.has("items") && now.has("items")) {
            schema(at + "[]", old.get("items"), now.get("items"), way);
        }
        if (old.path("additionalProperties").isObject()
                && now.path("additionalProperties").isObject()) {
            schema(at + "{}", old.get("additionalProperties"), now.get("additionalProperties"), way);
        }
        for (String choice : List.of("anyOf", "oneOf", "allOf")) {
            choices(at, old.path(choice), now.path(choice), way);
        }
        limits(at, old, now, way);
    }

    private void types(String at, JsonNode old, JsonNode now, Way way) {
        var was = texts(old.path("type"));
        var is = texts(now.path("type"));
        boolean fits = way == Way.IN ? is.isEmpty() || is.containsAll(was) && !was.isEmpty() : was.containsAll(is);
        if (!was.equals(is) && !fits) {
            found.add(at + ": its type was " + was + " and is " + is);
        }
        if (!old.path("format").equals(now.path("format")) && now.has("format")) {
            found.add(at + ": its format was " + old.path("format") + " and is " + now.path("format"));
        }
    }

    /** Values that are not taken any more, and values that a client does not know. */
    private void values(String at, JsonNode old, JsonNode now, Way way) {
        var was = texts(old.path("enum"));
        var is = texts(now.path("enum"));
        if (way == Way.IN && !is.isEmpty() && (was.isEmpty() || !is.containsAll(was))) {
            found.add(at + ": its values were " + was + " and are " + is);
        }
        if (way == Way.OUT && !was.isEmpty() && (is.isEmpty() || !was.containsAll(is))) {
            found.add(at + ": its values were " + was + " and are " + is);
        }
    }

    private void properties(String at, JsonNode old, JsonNode now, Way way) {
        var was = texts(old.path("required"));
        var is = texts(now.path("required"));
        old.path("properties").properties().forEach(property -> {
            var other = now.path("properties").path(property.getKey());
            if (other.isMissingNode()) {
                found.add(at + "." + property.getKey() + " is gone");
            } else {
                schema(at + "." + property.getKey(), property.getValue(), other, way);
            }
        });
        if (way == Way.IN) {
            is.stream()
                    .filter(name -> !was.contains(name))
                    .forEach(name -> found.add(at + "." + name + " is required"));
        } else {
            was.stream()
                    .filter(name -> !is.contains(name))
                    .forEach(name -> found.add(at + "." + name + " may be missing"));
        }
    }

    private void choices(String at, JsonNode old, JsonNode now, Way way) {
        if (way == Way.IN ? now.size() < old.size() && !now.isMissingNode() : now.size() > old.size()) {
            found.add(at + ": it has " + now.size() + " shapes instead of " + old.size());
        }
        for (int i = 0; i < Math.min(old.size(), now.size()); i++) {
            schema(at, old.get(i), now.get(i), way);
        }
    }

    private void limits(String at, JsonNode old, JsonNode now, Way way) {
        if (way == Way.IN) {
            for (String limit : List.of("maxLength", "maximum", "maxItems")) {
                if (now.has(limit) && now.get(limit).asLong() < old.path(limit).asLong(Long.MAX_VALUE)) {
                    found.add(at + ": its " + limit + " is smaller");
                }
            }
            for (String limit : List.of("minLength", "minimum", "minItems")) {
                if (now.has(limit) && now.get(limit).asLong() > old.path(limit).asLong(Long.MIN_VALUE)) {
                    found.add(at + ": its " + limit + " is larger");
                }
            }
        }
    }

    private static Set<String> texts(JsonNode node) {
        var texts = new TreeSet<String>();
        if (node.isValueNode()) {
            texts.add(node.asText());
        }
        node.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
