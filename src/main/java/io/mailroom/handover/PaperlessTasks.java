package io.mailroom.handover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.handover.Outcome.Fault;
import io.mailroom.handover.Outcome.Refused;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks paperless-ngx what became of a document. Blocking. */
@ApplicationScoped
class PaperlessTasks {

    /** What a task says. */
    sealed interface Fate {
        /** @param id of the document, or of the one that was there before; null where it is not told */
        record Stored(@Nullable String id) implements Fate {}

        record Running() implements Fate {}

        /** It lists no such task: not yet, or no more. */
        record Unknown() implements Fate {}

        record Failed(String why) implements Fate {}
    }

    private final Calls calls;
    private final ObjectMapper json;

    PaperlessTasks(Calls calls, ObjectMapper json) {
        this.calls = calls;
        this.json = json;
    }

    Fate ask(Destination to, Map<String, String> headers, String task) {
        var answer = calls.get(to.at("/api/tasks/?task_id=" + task), headers);
        try {
            var listed = json.readTree(answer.text());
            return fate(listed.isArray() ? listed : listed.path("results")); // by the version of the API
        } catch (JsonProcessingException e) {
            throw new NotTaken(new Refused(
                    Fault.PASSING,
                    answer.status(),
                    Calls.beginning(answer.text()),
                    "It did not tell of its task.",
                    null));
        }
    }

    private static Fate fate(JsonNode listed) {
        if (listed.isEmpty()) {
            return new Fate.Unknown();
        }
        var task = listed.get(0);
        String result = task.path("result").asText();
        var document = task.path("related_document");
        String id = document.isMissingNode() || document.isNull() ? null : document.asText();
        return switch (task.path("status").asText().toUpperCase(Locale.ROOT)) {
            case "SUCCESS" -> new Fate.Stored(id);
            case "FAILURE", "REVOKED" ->
                // It has no other way to say that it has the document.
                result.toLowerCase(Locale.ROOT).contains("duplicate") ? new Fate.Stored(id) : new Fate.Failed(result);
            default -> new Fate.Running();
        };
    }
}
