package io.mailroom.scan;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BasicResult;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The mailbox imports of a user. */
@Path("/api/v1/sec/usertask/scanmailbox")
@Tag(name = "Mailbox import")
class ScanTaskResource {

    record ScanTaskList(List<ScanTaskView> items) {}

    private final ScanTasks tasks;
    private final Preview preview;
    private final CurrentCaller caller;

    ScanTaskResource(ScanTasks tasks, Preview preview, CurrentCaller caller) {
        this.tasks = tasks;
        this.preview = preview;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "List your scan tasks")
    public Uni<ScanTaskList> list() {
        return tasks.list(caller.get()).map(ScanTaskList::new);
    }

    @POST
    @Operation(summary = "Make a scan task", description = "It runs on its schedule from now on, if it is enabled.")
    public Uni<BasicResult> create(@Valid @NotNull ScanTaskInput input) {
        return tasks.create(caller.get(), input).map(id -> BasicResult.of("Saved successfully.", id));
    }

    @PUT
    @Operation(
            summary = "Change a scan task",
            description =
                    "The id in the body says which. Other filters or another connection start from the beginning.")
    public Uni<BasicResult> update(@Valid @NotNull ScanTaskInput input) {
        return tasks.update(caller.get(), input).map(id -> BasicResult.of("Saved successfully.", id));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a scan task")
    public Uni<ScanTaskView> get(String id) {
        return tasks.get(caller.get(), id);
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a scan task with its runs", description = "What it imported stays.")
    public Uni<BasicResult> delete(String id) {
        return tasks.delete(caller.get(), id).replaceWith(() -> BasicResult.of("Deleted successfully."));
    }

    @POST
    @Path("/startonce")
    @Operation(
            summary = "Run these settings now",
            description = "Saved or not, enabled or not. The answer's id is where the run can be looked at.")
    public Uni<BasicResult> startOnce(@Valid @NotNull ScanTaskInput input) {
        return tasks.startOnce(caller.get(), input).map(id -> BasicResult.of("Submitted successfully.", id));
    }

    @POST
    @Path("/preview")
    @RunOnVirtualThread
    @Operation(
            summary = "See what these settings would do",
            description =
                    "What the next run would do with the first mails that it would look at, and why. Saved or not; of a"
                            + " saved id it begins where the task stands. Nothing is changed, here or on the server: no mail is"
                            + " marked as read. Where the server is slow, it answers what it found in the time it has.")
    @APIResponse(responseCode = "200", description = "As asked for.")
    @APIResponse(responseCode = "422", description = "Values are invalid; errors names every field.")
    @APIResponse(responseCode = "429", description = "Too many of your requests wait for mail servers.")
    @APIResponse(responseCode = "502", description = "The mail server could not be reached, or refused.")
    @APIResponse(responseCode = "503", description = "Too many requests wait for mail servers.")
    public PreviewView preview(@Valid @NotNull ScanTaskInput input) {
        return preview.of(caller.get(), input);
    }

    @POST
    @Path("/{id}/rescan")
    @Operation(
            summary = "Run a task from the beginning",
            description = "What is here already is recognised; what was deleted here is imported again.")
    public Uni<BasicResult> rescan(String id) {
        return tasks.rescan(caller.get(), id).replaceWith(() -> BasicResult.of("Submitted successfully."));
    }
}
