package io.mailroom.handover;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What there is at the other end. */
enum Kind {
    @JsonProperty("docspell")
    DOCSPELL("Docspell"),
    @JsonProperty("paperless")
    PAPERLESS("paperless-ngx"),
    @JsonProperty("folder")
    FOLDER("Folder"),
    @JsonProperty("s3")
    S3("S3 bucket"),
    @JsonProperty("webhook")
    WEBHOOK("Webhook");

    private final String words;

    Kind(String words) {
        this.words = words;
    }

    /** As it stands in JSON and in the database. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    public String words() {
        return words;
    }

    static Optional<Kind> of(String word) {
        return Stream.of(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
