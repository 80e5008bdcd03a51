package io.mailroom.handover;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How the test of a destination went. */
@Schema(name = "DestinationReport")
record CheckView(
        @Schema(examples = "true") boolean success,
        @Schema(examples = "It works.") String message,
        List<Phase> phases) {

    /** What came of one phase; what comes after a failed one is not tried. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "DestinationPhase")
    record Phase(
            @Schema(
                    examples = "reach",
                    enumeration = {"reach", "credentials", "target", "write", "call"})
            String phase,

            boolean success,
            @Schema(examples = "Version 2.20.1") @Nullable String detail,
            @Schema(examples = "23") long millis) {

        /** How it looks. */
        public String chip() {
            return success ? "ok" : "failed";
        }

        /** For people. */
        public String words() {
            return switch (phase) {
                case "reach" -> "Reach it";
                case "credentials" -> "Be let in";
                case "target" -> "Find where items go";
                case "write" -> "Write there";
                default -> "Call it";
            };
        }
    }
}
