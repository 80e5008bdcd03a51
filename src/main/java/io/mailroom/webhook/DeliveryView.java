package io.mailroom.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What became of an event at one receiver. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "WebhookDelivery")
record DeliveryView(
        @Schema(description = "Of the event, as in webhook-id.")
        UUID id,

        @Schema(examples = "connection.state-changed") String type,

        @Schema(examples = "delivered", description = "pending, delivered or failed")
        String state,

        long created,
        int attempts,
        @Nullable Long lastAttempt,
        @Nullable Long nextAttempt,

        @Schema(examples = "204", description = "Of the last answer.") @Nullable
        Integer status,

        @Schema(description = "The beginning of the last answer.") @Nullable
        String answer,

        @Schema(description = "Why the last attempt failed.") @Nullable
        String error) {}
