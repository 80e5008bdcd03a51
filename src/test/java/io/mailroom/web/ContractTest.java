package io.mailroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** The API is what is written down in {@code src/main/openapi}: clients were made from it. */
@QuarkusTest
class ContractTest {

    static final Path CONTRACT = Path.of("src/main/openapi/mailroom.json");

    private static final String ACCEPT =
            "If it is meant, say so: run this test with -Dmailroom.contract.accept=true and commit " + CONTRACT;

    /** Once for the changes that hurt, once for any: the document that is committed is the one that is served. */
    @Test
    void clientsOfTheWrittenContractShouldGetAlong() throws IOException {
        var served = ApiDocument.served();
        String text = text(served);
        if (Boolean.getBoolean("mailroom.contract.accept")) {
            Files.createDirectories(CONTRACT.getParent());
            Files.writeString(CONTRACT, text);
        }
        String written = Files.readString(CONTRACT);

        assertThat(ContractChanges.between(new ApiDocument(ApiDocument.JSON.readTree(written)), served))
                .as("Clients of the API break by this. %s", ACCEPT)
                .isEmpty();
        assertThat(text).as("The API has changed, harmlessly. %s", ACCEPT).isEqualTo(written);
    }

    private static String text(ApiDocument document) throws IOException {
        return ApiDocument.JSON
                        .writer()
                        .with(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(document.root()) + "\n";
    }

    /** Generators name classes and methods by these. */
    @Test
    void everyOperationShouldBeNamedOnceAndSayWhatItAnswers() {
        var names = new HashSet<String>();
        var wrong = new ArrayList<String>();
        var served = ApiDocument.served();
        for (var operation : served.operations()) {
            var description = operation.description();
            String id = description.path("operationId").asText();
            if (id.isEmpty() || !names.add(id)) {
                wrong.add(operation.name() + " has no name of its own: " + id);
            }
            if (description.path("tags").size() != 1
                    || description.path("summary").asText().isBlank()) {
                wrong.add(operation.name() + " has no tag or summary");
            }
            var answers = description.path("responses").properties();
            if (answers.stream()
                    .noneMatch(answer -> answer.getKey().startsWith("2")
                            && !answer.getValue().path("content").isEmpty())) {
                wrong.add(operation.name() + " does not say what it answers");
            }
            answers.stream()
                    .filter(answer -> isUndescribed(served.resolved(answer.getValue())))
                    .forEach(answer -> wrong.add(operation.name() + " does not say what " + answer.getKey() + " is"));
            if (operation.isGuarded() == description.path("security").isEmpty()) {
                wrong.add(operation.name() + " does not say that it wants a token, or says so and wants none");
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static boolean isUndescribed(JsonNode answer) {
        String description = answer.path("description").asText();
        return description.isBlank() || description.equals("OK") || description.equals("Bad Request");
    }
}
