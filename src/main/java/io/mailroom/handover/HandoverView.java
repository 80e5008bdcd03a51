package io.mailroom.handover;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What became of handing an item over to one destination. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Handover")
record HandoverView(
        @Schema(description = "The idempotency key, the same at every attempt.")
        UUID id,

        @Schema(examples = "paperless") String destination,
        Kind kind,

        @Schema(
                examples = "delivered",
                enumeration = {"pending", "delivered", "skipped", "failed", "cancelled"})
        String state,

        @Schema(description = "Whether the destination waits for its owner.")
        boolean paused,

        int attempts,
        long created,
        @Nullable Long lastAttempt,
        @Nullable Long nextAttempt,

        @Schema(description = "The HTTP status of the last answer.") @Nullable
        Integer status,

        @Schema(description = "How the last answer begins.") @Nullable
        String answer,

        @Schema(description = "Why the last attempt failed.") @Nullable
        String error,

        @Schema(description = "What it is called there.") @Nullable
        String remoteId,

        @Schema(description = "Where it can be looked at.") @Nullable
        String remoteLink) {

    static HandoverView of(Row row) {
        return new HandoverView(
                row.getUUID("id"),
                row.getString("name"),
                Kind.of(row.getString("kind")).orElseThrow(),
                row.getString("state"),
                row.getBoolean("paused"),
                row.getInteger("attempts"),
                row.getOffsetDateTime("created").toInstant().toEpochMilli(),
                millis(row.getOffsetDateTime("last_attempt")),
                millis(row.getOffsetDateTime("next_attempt")),
                row.getInteger("status"),
                row.getString("answer"),
                row.getString("error"),
                row.getString("remote_id"),
                row.getString("remote_link"));
    }

    private static @Nullable Long millis(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant().toEpochMilli();
    }
}
