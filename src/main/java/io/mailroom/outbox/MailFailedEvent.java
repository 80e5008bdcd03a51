package io.mailroom.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A mail did not reach everybody and is tried no more, as webhooks are told. What mail servers said is for those who may see
 * the whole mail.
 *
 * @param mail {@code GET /api/v1/sec/email/sent/mail/{id}}
 * @param sender the sender's login
 * @param connection the name of the SMTP setting
 * @param item what it was about
 * @param recipients who did not get it, blind copies left out
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "MailFailedEvent")
record MailFailedEvent(
        UUID mail,
        String messageId,
        String sender,
        String connection,
        @Nullable UUID item,
        List<Recipient> recipients) {

    /** One of them, and why. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "MailFailedRecipient")
    record Recipient(
            String address,
            @Nullable Integer replyCode,
            @Nullable String enhancedStatusCode) {}
}
