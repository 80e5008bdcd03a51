package io.mailroom.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The OpenAPI document that the service serves, as its operations (OpenAPI 3.1). */
record ApiDocument(JsonNode root) {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    /** One method of one path. */
    record Operation(String method, String path, List<JsonNode> parameters, JsonNode description) {

        String name() {
            return method + " " + path;
        }

        boolean isGuarded() {
            return path.startsWith("/api/v1/sec/");
        }

        List<JsonNode> parameters(String in) {
            return parameters.stream()
                    .filter(parameter -> parameter.path("in").asText().equals(in))
                    .toList();
        }
    }

    static ApiDocument served() {
        try {
            return new ApiDocument(
                    JSON.readTree(RestAssured.get("/q/openapi?format=json").asByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        root.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .forEach(method -> {
                            var parameters = new ArrayList<JsonNode>();
                            path.getValue()
                                    .path("parameters")
                                    .forEach(parameter -> parameters.add(resolved(parameter)));
                            method.getValue()
                                    .path("parameters")
                                    .forEach(parameter -> parameters.add(resolved(parameter)));
                            operations.add(new Operation(
                                    method.getKey().toUpperCase(), path.getKey(), parameters, method.getValue()));
                        }));
        return operations;
    }

    /** What a reference leads to; anything else is itself. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? resolved(root.at(node.get("$ref").asText().substring(1))) : node;
    }

    /** The media types of a body that an operation takes, with their schemas. */
    Optional<JsonNode> content(Operation operation) {
        return Optional.of(resolved(operation.description().path("requestBody")).path("content"))
                .filter(content -> !content.isEmpty());
    }
}
