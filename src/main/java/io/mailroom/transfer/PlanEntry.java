package io.mailroom.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What becomes of one entry of a document. */
@Schema(name = "ImportEntry")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlanEntry(
        @Schema(examples = "imap") String kind,
        @Schema(examples = "example.org") String name,

        @Schema(examples = "Invoices", description = "What its owner calls it.")
        String title,

        State state,
        Action action,

        @Schema(examples = "example.org-2", description = "The name that it gets here, where that is another one.")
        @JsonProperty("as")
        @Nullable
        String other,

        @Schema(description = "Why it is refused, in which fields it differs, or what else to know.") @Nullable
        String detail) {

    /** What there is here. */
    public enum State {
        @JsonProperty("new")
        NEW,
        @JsonProperty("same")
        SAME,
        @JsonProperty("differs")
        DIFFERS,
        @JsonProperty("refused")
        REFUSED
    }

    /** What is done. */
    public enum Action {
        @JsonProperty("add")
        ADD,
        @JsonProperty("replace")
        REPLACE,
        @JsonProperty("rename")
        RENAME,
        @JsonProperty("nothing")
        NOTHING;

        boolean changes() {
            return this != NOTHING;
        }
    }

    static PlanEntry refused(String kind, String name, String title, String why) {
        return new PlanEntry(kind, name, title, State.REFUSED, Action.NOTHING, null, why);
    }
}
