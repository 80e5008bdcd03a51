package io.mailroom.handover;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A destination as it is shown: without its secret. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Destination")
record DestinationView(
        UUID id,
        @Schema(examples = "paperless") String name,
        Kind kind,
        Options options,
        boolean hasSecret,

        @Schema(description = "Why nothing is delivered until somebody has seen to it; absent while all is well.")
        @Nullable
        String paused,

        @Schema(description = "Items that wait for it.") long waiting,

        @Schema(description = "Items that it was not given, and is tried to be given no more.")
        long failed,

        long created,
        @Schema(description = "Also the ETag.") long version) {}
