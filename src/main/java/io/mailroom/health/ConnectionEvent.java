package io.mailroom.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A connection has come into another state, as webhooks are told. What the mail server said is for the owner alone.
 *
 * @param user the login of the owner
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ConnectionEvent")
record ConnectionEvent(
        @Schema(examples = "imap") String kind,
        @Schema(examples = "example.org") String name,
        @Schema(examples = "anna") String user,
        @Schema(examples = "blocked") String state,
        @Schema(examples = "ok") String previous,
        @Schema(examples = "auth") @Nullable String cause,
        long since) {}
