package io.mailroom.handover;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.item.ItemFile;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far the files of an item have come, each a document of its own; kept from one attempt to the next. */
@RegisterForReflection
final class PaperlessProgress extends TreeMap<String, PaperlessProgress.Document> {

    /**
     * @param task that works on it; null where nothing is known of it
     * @param id of the document, where it is known
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Document(
            @Nullable String task,
            long posted,
            boolean done,
            @Nullable String id) {

        static Document posted(String task, Instant now) {
            return new Document(task, now.toEpochMilli(), false, null);
        }

        static Document taken() {
            return new Document(null, 0, true, null);
        }

        Document stored(@Nullable String as) {
            return new Document(task, posted, true, as);
        }

        boolean isOlderThan(Duration age, Instant now) {
            return now.toEpochMilli() - posted > age.toMillis();
        }
    }

    static PaperlessProgress read(ObjectMapper json, @Nullable String text) {
        try {
            return text == null ? new PaperlessProgress() : json.readValue(text, PaperlessProgress.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was remembered of documents cannot be read", e);
        }
    }

    String written(ObjectMapper json) {
        try {
            return json.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Nullable
    Document of(ItemFile file) {
        return get(file.id().toString());
    }

    void put(ItemFile file, Document document) {
        put(file.id().toString(), document);
    }

    void remove(ItemFile file) {
        remove(file.id().toString());
    }

    /** Of the documents that there are now. */
    List<String> ids() {
        return values().stream().map(Document::id).filter(Objects::nonNull).toList();
    }
}
