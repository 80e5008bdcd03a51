package io.mailroom.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What an act without a result of its own answers. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BasicResult(
        @Schema(examples = "true") boolean success,
        @Schema(examples = "Mail settings stored.") String message,

        @Schema(description = "Of what the act made, where it made something.") @Nullable
        String id,

        @Schema(description = "What else there is to say.") @Nullable
        String detail) {

    public static BasicResult of(String message) {
        return new BasicResult(true, message, null, null);
    }

    public static BasicResult of(String message, Object id) {
        return new BasicResult(true, message, id.toString(), null);
    }

    public BasicResult detailed(String detail) {
        return new BasicResult(success, message, id, detail);
    }
}
