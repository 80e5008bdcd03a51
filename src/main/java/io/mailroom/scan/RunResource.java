package io.mailroom.scan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.account.CurrentCaller;
import io.mailroom.health.HealthView;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/** What the runs of a scan task did. */
@Path("/api/v1/sec/usertask/scanmailbox/{id}/runs")
@Tag(name = "Mailbox import")
class RunResource {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RunList(
            List<RunView> items,
            @Nullable UUID cursor,

            @Schema(
                    description =
                            "Why runs do not come when the schedule says: how their connection is doing. Absent when"
                                    + " they do.")
            @Nullable
            HealthView postponed) {}

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Runs runs;
    private final CurrentCaller caller;

    RunResource(Runs runs, CurrentCaller caller) {
        this.runs = runs;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "List the runs of a task", description = "Newest first, 50 a page.")
    public Uni<RunList> list(String id, @RestQuery @Nullable String cursor) {
        return runs.list(caller.get(), id, cursor)
                .chain(page -> runs.postponed(caller.get(), id)
                        .map(kept -> new RunList(page.items(), page.cursor(), kept.orElse(null))));
    }

    @GET
    @Path("/{runId}")
    @Operation(summary = "Read a run")
    public Uni<RunView> get(String id, String runId) {
        return runs.get(caller.get(), id, runId);
    }

    @GET
    @Path("/{runId}/events")
    @Blocking
    @RunOnVirtualThread
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Follow a run",
            description = "Server-Sent Events with the run as it grows, until it has ended.")
    public Multi<RunView> events(String id, String runId) {
        // Waited for, on a thread that may: once the stream has begun there is no way back to a 404.
        runs.get(caller.get(), id, runId).await().atMost(PATIENCE);
        return runs.follow(caller.get(), id, runId);
    }
}
