package io.mailroom.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.web.BasicResult;
import io.mailroom.web.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The end of a collective, and what is told of removals. */
@Path("/api/v1")
@RunOnVirtualThread
@Tag(name = "Users")
class CollectiveResource {

    record EndInput(
            @Schema(examples = "family", description = "The name of your collective, typed once more.")
            @NotNull
            @Size(max = 128)
            String collective,

            @Schema(writeOnly = true, description = "Yours; empty where you sign in through an identity provider.")
            @NotNull
            @Size(max = 1024)
            String password) {

        /** Without the password. */
        @Override
        public String toString() {
            return "EndInput[" + collective + "]";
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "RemovalReport")
    record ReportView(
            UUID id,

            @Schema(examples = "user", description = "user or collective")
            String subject,

            @Schema(examples = "1767225600000") long asked,

            @Schema(examples = "1767225612000", description = "Absent while it is under way.") @Nullable
            Long finished,

            @Schema(description = "How many of what were removed.")
            Map<String, Long> counts,

            @Schema(
                    description =
                            "The rows of each table that were theirs when it began; empty until they are counted.")
            Map<String, Long> before,

            @Schema(description = "The same when it had ended; empty until then.")
            Map<String, Long> after) {

        static ReportView of(DepartureRows.Report report) {
            return new ReportView(
                    report.id(),
                    report.subject(),
                    report.asked().toEpochMilli(),
                    report.finished() == null ? null : report.finished().toEpochMilli(),
                    report.counts(),
                    report.before(),
                    report.after());
        }
    }

    record ReportList(List<ReportView> items) {}

    private final CollectiveRemoval removal;
    private final DepartureRows reports;
    private final CurrentCaller caller;

    CollectiveResource(CollectiveRemoval removal, DepartureRows reports, CurrentCaller caller) {
        this.removal = removal;
        this.reports = reports;
        this.caller = caller;
    }

    @POST
    @Path("/sec/collective/delete")
    @Operation(
            summary = "Delete your collective with everything in it (admin)",
            description = "Logs everybody out at once and goes on by itself. The id is of the report, see"
                    + " GET /open/removal/{id}; nobody but you gets it.")
    public BasicResult delete(@Valid @NotNull EndInput input, @Context HttpServerRequest request) {
        UUID id = removal.begin(caller.admin(), input.collective(), input.password(), ClientAddress.of(request));
        return BasicResult.of("Your collective is being removed.", id);
    }

    @GET
    @Path("/sec/collective/removals")
    @Operation(summary = "The reports of users that were deleted from your collective (admin)")
    public ReportList list() {
        return new ReportList(reports.reports(caller.admin().collectiveId()).stream()
                .map(ReportView::of)
                .toList());
    }

    @GET
    @Path("/open/removal/{id}")
    @Operation(
            summary = "The report of a removal",
            description = "For whoever has its id. It says how many of what were removed and when, and names nobody.")
    public ReportView report(UUID id) {
        return reports.report(id)
                .map(ReportView::of)
                .orElseThrow(() -> Problem.notFound("There is no report with the id " + id + "."));
    }
}
