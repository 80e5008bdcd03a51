package io.mailroom.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A problem on the wire: RFC 9457, and the {@code success} and {@code message} that clients of the peer look at. */
@RegisterForReflection
@Schema(name = "Problem", description = "RFC 9457 problem, with success:false and message beside it.")
record ProblemBody(
        @Schema(examples = "/problems/invalid") String type,
        @Schema(examples = "Invalid values") String title,
        @Schema(examples = "422") int status,
        @Schema(examples = "smtpHost must not be blank") String detail,
        @Schema(examples = "false") boolean success,
        @Schema(examples = "smtpHost must not be blank") String message,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Problem.FieldError> errors,

        @Schema(
                examples = "/requests/4f6c1d1e-8a55-4b9e-9a52-0a4b0c6a2f10",
                description =
                        "The request that it is about, as in X-Request-Id; the operator finds it in the log by that.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        String instance) {

    static final String MEDIA_TYPE = "application/problem+json";
}
