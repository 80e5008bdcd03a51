package io.mailroom.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A webhook as it is shown: without its secret. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Webhook")
record WebhookView(
        UUID id,
        @Schema(examples = "https://example.org/mailroom") String url,
        boolean enabled,

        @Schema(examples = "[\"connection.state-changed\"]", description = "Empty: all.")
        List<String> events,

        @Schema(description = "Every delivery has failed since then.", readOnly = true) @Nullable
        Long failingSince,

        @Schema(description = "Why it was switched off, when nobody did.", readOnly = true) @Nullable
        String disabled,

        long created,
        @Schema(description = "Also the ETag.") long version) {

    static WebhookView of(Webhook webhook) {
        return new WebhookView(
                webhook.id,
                webhook.url,
                webhook.enabled,
                List.of(webhook.events),
                webhook.failingSince == null ? null : webhook.failingSince.toEpochMilli(),
                webhook.disabled,
                webhook.created.toEpochMilli(),
                webhook.version);
    }
}
