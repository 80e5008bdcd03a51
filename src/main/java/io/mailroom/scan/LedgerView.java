package io.mailroom.scan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.mutiny.sqlclient.Row;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One mail of the ledger. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "LedgerEntry")
record LedgerView(
        @Schema(examples = "12-345") String id,
        String mailbox,
        long uidValidity,
        long uid,

        @Schema(
                description = "imported, duplicate, filtered, failed, quarantined, gone or ignored",
                examples = "failed")
        String outcome,

        @Schema(description = "What it became, or already was; left out where that was deleted.") @Nullable
        UUID itemId,

        @Schema(description = "What that item is called.", examples = "Invoice 12") @Nullable
        String itemName,

        @Schema(description = "The setting that left it out.", examples = "subjectFilter") @Nullable
        String rule,

        @Schema(description = "Why it could not be had, the last time.") @Nullable
        String cause,

        @Schema(description = "How often it has failed.") @Nullable
        Integer attempts,

        @Nullable Long nextTry,

        @Schema(description = "What is still to be done to it on the server.", examples = "move") @Nullable
        String action,

        @Schema(description = "What else is worth knowing.") @Nullable
        String note,

        @Schema(description = "The run that dealt with it last, as long as that is kept.") @Nullable
        UUID run) {

    static LedgerView of(Row row) {
        var fate = Fate.of(row.getString("outcome")).orElseThrow();
        String detail = row.getString("detail");
        boolean failed = fate == Fate.FAILED || fate == Fate.QUARANTINED || fate == Fate.IGNORED;
        boolean filtered = fate == Fate.FILTERED;
        var attempts = row.getShort("attempts");
        var nextTry = row.getOffsetDateTime("next_try");
        return new LedgerView(
                LedgerKey.of(row).toString(),
                row.getString("mailbox"),
                row.getLong("uid_validity"),
                row.getLong("uid"),
                fate.word(),
                row.getUUID("item"),
                row.getString("item_name"),
                filtered ? detail : null,
                failed ? detail : null,
                attempts == null ? null : attempts.intValue(),
                nextTry == null ? null : nextTry.toInstant().toEpochMilli(),
                row.getString("action"),
                filtered || failed ? null : detail,
                row.getUUID("run_id"));
    }
}
