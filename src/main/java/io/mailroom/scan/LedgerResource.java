package io.mailroom.scan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.account.CurrentCaller;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What became of every mail that a task has looked at. */
@Path("/api/v1/sec/usertask/scanmailbox/{id}/ledger")
@Tag(name = "Mailbox import")
class LedgerResource {

    private static final int LONGEST_LIST = 500;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LedgerList(List<LedgerView> items, @Nullable String cursor) {}

    /** A BasicResult that counts. */
    @Schema(name = "LedgerResult")
    record LedgerResult(
            boolean success,
            String message,

            @Schema(description = "Of the mails that were changed.")
            int count) {}

    private final LedgerPages pages;
    private final SecondChance chances;
    private final CurrentCaller caller;

    LedgerResource(LedgerPages pages, SecondChance chances, CurrentCaller caller) {
        this.pages = pages;
        this.chances = chances;
        this.caller = caller;
    }

    @GET
    @Operation(
            summary = "List what became of the mails of a task",
            description =
                    "One entry for each mail that the task has looked at, newest run first. A mail that a later run"
                            + " dealt with again is listed with that run.")
    @APIResponse(responseCode = "200", description = "A page; cursor leads to the next one while there is more.")
    @APIResponse(responseCode = "404", description = "You have no such scan task.")
    @APIResponse(responseCode = "422", description = "outcome, run, limit or cursor is invalid.")
    public Uni<LedgerList> list(
            String id,
            @Parameter(
                            description = "imported, duplicate, filtered, failed, quarantined, gone or ignored",
                            example = "quarantined")
                    @RestQuery
                    @Nullable
                    String outcome,
            @Parameter(description = "Exactly this mailbox.", example = "INBOX") @RestQuery @Nullable String mailbox,
            @Parameter(description = "The id of a run of this task.") @RestQuery @Nullable String run,
            @Parameter(description = "Mails a page.", example = "50")
                    @RestQuery
                    @DefaultValue("50")
                    @Min(value = 1, message = "must be 1 to " + LONGEST_LIST)
                    @Max(value = LONGEST_LIST, message = "must be 1 to " + LONGEST_LIST)
                    int limit,
            @Parameter(description = "From the answer with the page before.") @RestQuery @Nullable String cursor) {
        return pages.list(caller.get(), id, new LedgerPages.Query(outcome, mailbox, run, limit, cursor))
                .map(page -> new LedgerList(page.items(), page.cursor()));
    }

    @POST
    @Path("/retry")
    @Operation(
            summary = "Try mails again now",
            description =
                    "Mails that failed, were quarantined or ignored. They get all their attempts anew, and the task"
                            + " runs at once, enabled or not.")
    @APIResponse(responseCode = "200", description = "As asked for.")
    @APIResponse(responseCode = "404", description = "You have no such scan task.")
    @APIResponse(
            responseCode = "422",
            description = "Not every id is of such a mail of this task; nothing was changed.")
    public Uni<LedgerResult> retry(String id, @Valid @NotNull LedgerSelection selection) {
        return chances.retry(caller.get(), id, selection)
                .map(count -> new LedgerResult(true, "Submitted successfully.", count));
    }

    @POST
    @Path("/ignore")
    @Operation(
            summary = "Never try mails again",
            description = "Mails that failed or were quarantined. Not even a rescan looks at them; retry does.")
    @APIResponse(responseCode = "200", description = "As asked for.")
    @APIResponse(responseCode = "404", description = "You have no such scan task.")
    @APIResponse(
            responseCode = "422",
            description = "Not every id is of such a mail of this task; nothing was changed.")
    public Uni<LedgerResult> ignore(String id, @Valid @NotNull LedgerSelection selection) {
        return chances.ignore(caller.get(), id, selection)
                .map(count -> new LedgerResult(true, "Saved successfully.", count));
    }
}
