package io.mailroom.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What becomes of one account of a document. */
@RegisterForReflection
@Schema(name = "ImportedAccount")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccountPlan(
        @Schema(examples = "home/anna") String account,
        State state,

        @Schema(description = "Why nothing of it was taken.") @Nullable
        String detail,

        List<PlanEntry> entries) {

    /** Whether it is here. */
    public enum State {
        @JsonProperty("new")
        NEW,
        @JsonProperty("here")
        HERE,
        @JsonProperty("refused")
        REFUSED
    }
}
