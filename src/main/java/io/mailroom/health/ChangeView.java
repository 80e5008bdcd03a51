package io.mailroom.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A connection came into another state; {@code unknown} is a change of its settings. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ConnectionChange")
public record ChangeView(
        long changed,
        @Schema(examples = "blocked") String state,
        @Schema(examples = "auth") @Nullable String cause,
        @Nullable String message) {}
