package io.mailroom.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Values for a schema: fitting ones, ones at its borders, and ones that nobody in their right mind would send. */
final class ApiValues {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final int DEPTH = 6;

    /** Texts that have broken something somewhere: encodings, SQL, paths, headers, patterns, times, numbers. */
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\u0000",
            "a\u0000b",
            "\r\nX-Injected: 1",
            "\u202etxt.exe",
            "\ud800",
            "a\udfffb",
            "\ufeff\ufffe\uffff",
            "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "İıſẞ",
            "e" + "\u0301".repeat(300),
            "' or '1'='1",
            "%",
            "_%\\",
            "../../../../etc/passwd",
            "..\\..\\x",
            "%00",
            "%",
            "{{7*7}}${7*7}{7*7}{#each}",
            "<script>alert(1)</script>",
            "(((((((((a*)*)*)*)*)*)*)*)*)b",
            "[",
            "*",
            "**/**/**/**/**/**/x",
            "x".repeat(255),
            "x".repeat(256),
            "x".repeat(5000),
            "ä".repeat(70_000),
            "a@b",
            "anna@example.org",
            "\"a b\"@example.org",
            "@",
            "a@[127.0.0.1]",
            "a@xn--",
            "localhost",
            "127.0.0.1",
            "[::1",
            "http://",
            "http://[",
            "file:///etc/passwd",
            "https://127.0.0.1:1/x",
            "javascript:alert(1)",
            "null",
            "true",
            "-1",
            "0",
            "1e999",
            "9223372036854775808",
            "NaN",
            "2026-02-30",
            "9999-12-31T23:59:59Z",
            "+999999999-12-31",
            "PT1H",
            "*-*-* 00:00:00",
            "*-*-* *:*:*",
            "INBOX",
            "INBOX/\u0007",
            "&-&AAAA-",
            "00000000-0000-0000-0000-000000000000");

    private static final List<JsonNode> NUMBERS = List.of(
            NODES.numberNode(0),
            NODES.numberNode(-1),
            NODES.numberNode(1),
            NODES.numberNode(65_536),
            NODES.numberNode(Integer.MAX_VALUE),
            NODES.numberNode(Integer.MIN_VALUE),
            NODES.numberNode(Integer.MAX_VALUE + 1L),
            NODES.numberNode(Long.MAX_VALUE),
            NODES.numberNode(Long.MIN_VALUE),
            NODES.numberNode(BigInteger.TWO.pow(64)),
            NODES.numberNode(BigInteger.TEN.pow(400)),
            NODES.numberNode(new BigDecimal("1e-300")),
            NODES.numberNode(new BigDecimal("0.5")));

    private final ApiDocument document;
    private final RandomGenerator random;
    private final List<String> ids;

    /** @param ids what the service has named so far, to be asked for */
    ApiValues(ApiDocument document, RandomGenerator random, List<String> ids) {
        this.document = document;
        this.random = random;
        this.ids = ids;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** For a parameter, as text. */
    String parameter(JsonNode schema) {
        if (chance(30)) {
            return text();
        }
        if (!ids.isEmpty() && chance(60)) {
            return oneOf(ids);
        }
        return chance(20) ? UUID.randomUUID().toString() : fitting(schema, 0).asText();
    }

    String text() {
        return oneOf(TEXTS);
    }

    /** A body for the schema, mostly with something wrong in one or a few places. */
    JsonNode body(JsonNode schema) {
        var body = fitting(schema, 0);
        int wrong = chance(30) ? 0 : 1 + random.nextInt(3);
        for (int i = 0; i < wrong; i++) {
            body = spoiled(body);
        }
        return body;
    }

    JsonNode fitting(JsonNode given, int depth) {
        var schema = document.resolved(given);
        for (String choice : List.of("anyOf", "oneOf", "allOf")) {
            if (schema.has(choice)) {
                return fitting(
                        schema.get(choice).get(random.nextInt(schema.get(choice).size())), depth);
            }
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        if (schema.path("examples").isArray() && chance(50)) {
            return schema.get("examples").get(0);
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "integer", "number" -> NODES.numberNode(schema.path("minimum").asInt(0) + random.nextInt(4));
            case "null" -> NODES.nullNode();
            default -> NODES.textNode(string(schema));
        };
    }

    private static String type(JsonNode schema) {
        var type = schema.path("type");
        if (type.isArray()) {
            return type.get(0).asText();
        }
        return type.asText(schema.has("properties") ? "object" : "string");
    }

    private String string(JsonNode schema) {
        if (!ids.isEmpty() && chance(25)) {
            return oneOf(ids);
        }
        int least = schema.path("minLength").asInt(0);
        String text =
                oneOf(List.of("anna", "127.0.0.1", "anna@example.org", "INBOX", "Hello", "a" + random.nextInt(1000)));
        return text.length() >= least ? text : text + "x".repeat(least);
    }

    private ObjectNode object(JsonNode schema, int depth) {
        var object = NODES.objectNode();
        if (depth > DEPTH) {
            return object;
        }
        var required = new ArrayList<String>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").properties().forEach(property -> {
            if (required.contains(property.getKey()) || chance(60)) {
                object.set(property.getKey(), fitting(property.getValue(), depth + 1));
            }
        });
        if (schema.path("additionalProperties").isObject()) {
            object.set(string(NODES.objectNode()), fitting(schema.get("additionalProperties"), depth + 1));
        }
        return object;
    }

    private ArrayNode array(JsonNode schema, int depth) {
        var array = NODES.arrayNode();
        int size = depth > DEPTH ? 0 : random.nextInt(3);
        for (int i = 0; i < size; i++) {
            array.add(fitting(schema.path("items"), depth + 1));
        }
        return array;
    }

    /** The same with one place made wrong, anywhere in it. */
    private JsonNode spoiled(JsonNode body) {
        if (body.isEmpty() || chance(10)) {
            return hostile();
        }
        if (body instanceof ObjectNode object) {
            var names = new ArrayList<String>();
            object.fieldNames().forEachRemaining(names::add);
            String name = oneOf(names);
            if (chance(15)) {
                object.remove(name);
            } else {
                object.set(name, chance(30) ? spoiled(object.get(name)) : hostile());
            }
        } else if (body instanceof ArrayNode array) {
            int place = random.nextInt(array.size());
            array.set(place, chance(30) ? spoiled(array.get(place)) : hostile());
        }
        return body;
    }

    private JsonNode hostile() {
        return switch (random.nextInt(12)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(true);
            case 2, 3 -> oneOf(NUMBERS);
            case 4 -> NODES.arrayNode();
            case 5 -> NODES.arrayNode().addNull().add(hostileText());
            case 6 -> NODES.objectNode();
            case 7 -> NODES.objectNode().set(text(), hostileText());
            case 8 -> many();
            default -> hostileText();
        };
    }

    private JsonNode hostileText() {
        return NODES.textNode(text());
    }

    private JsonNode many() {
        var array = NODES.arrayNode();
        for (int i = 0; i < 2000; i++) {
            array.add("a" + i);
        }
        return array;
    }
}
