package io.mailroom.provider;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What became of asking one source. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "MailProviderSource")
public record SourceReport(
        Source source,
        Outcome outcome,

        @Schema(description = "Why, when nothing was found.") @Nullable
        String why,

        long millis) {

    public enum Outcome {
        @JsonProperty("found")
        FOUND,
        @JsonProperty("nothing")
        NOTHING,
        @JsonProperty("failed")
        FAILED,
        /** A more trusted source had the answer at once. */
        @JsonProperty("not-asked")
        NOT_ASKED,
        /** By the operator. */
        @JsonProperty("switched-off")
        SWITCHED_OFF
    }

    static SourceReport of(Source source, Finding finding, Duration took) {
        return switch (finding) {
            case Finding.Found found -> new SourceReport(source, Outcome.FOUND, null, took.toMillis());
            case Finding.Nothing(var why) -> new SourceReport(source, Outcome.NOTHING, why, took.toMillis());
            case Finding.Failed(var why) -> new SourceReport(source, Outcome.FAILED, why, took.toMillis());
        };
    }

    static SourceReport notAsked(Source source) {
        return new SourceReport(source, Outcome.NOT_ASKED, null, 0);
    }

    static SourceReport switchedOff(Source source) {
        return new SourceReport(source, Outcome.SWITCHED_OFF, null, 0);
    }
}
