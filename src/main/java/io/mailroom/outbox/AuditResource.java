package io.mailroom.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.account.CurrentCaller;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who sent what to whom and when. */
@Path("/api/v1/sec/email/audit")
@Tag(name = "Sending")
class AuditResource {

    /** Of the year 10000. */
    static final long END_OF_TIME = 253_402_300_800_000L;

    /** @param cursor of the next page; absent on the last one */
    @Schema(name = "SendAudit")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AuditList(List<AuditView> items, @Nullable String cursor) {}

    private final Audit audit;
    private final CurrentCaller caller;

    AuditResource(Audit audit, CurrentCaller caller) {
        this.audit = audit;
        this.caller = caller;
    }

    @GET
    @Operation(
            summary = "List what the users of your collective have sent",
            description =
                    "For its admins. Newest first, also what was cancelled or failed, and what was deleted since.")
    public Uni<AuditList> list(
            @Parameter(description = "A login; absent for everybody.") @QueryParam("sender") @Nullable String sender,
            @Parameter(description = "Accepted then or later, in milliseconds since 1970-01-01T00:00Z.")
                    @QueryParam("from")
                    @DefaultValue("0")
                    long from,
            @Parameter(description = "Accepted before that.") @QueryParam("to") @DefaultValue("253402300800000")
                    long to,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("cursor") @Nullable String cursor) {
        var page = Page.of(limit, cursor);
        return audit.entries(caller.get(), new Audit.Filter(sender, null, time(from), time(to)), page)
                .map(found -> new AuditList(page.of(found), page.cursor(found, AuditView::id)));
    }

    /** Some say no end as the largest number there is, which is no time in a database. */
    private static long time(long millis) {
        return Math.clamp(millis, 0L, END_OF_TIME);
    }
}
