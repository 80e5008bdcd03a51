package io.mailroom.scan;

import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.health.HealthView;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The pages of the runs of a task: its history, and each run, live while it is under way. */
@Path("/app/tasks/{id}/runs")
@Produces(MediaType.TEXT_HTML)
class RunPages {

    /** @param postponed why runs do not come when the schedule says */
    record history(
            ScanTaskView task,
            List<RunView> runs,
            @Nullable UUID older,
            boolean first,
            @Nullable HealthView postponed) implements TemplateInstance {}

    /** It was started, and has not begun. */
    record waiting(
            ScanTaskView task, String after, @Nullable HealthView postponed) implements TemplateInstance {}

    record run(TaskStates.State state, RunView run, Progress progress) implements TemplateInstance {}

    record run$live(RunView run, Progress progress) implements TemplateInstance {}

    /** @param left null where nobody knows */
    record Progress(@Nullable Long left, @Nullable Long all) {}

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration TICK = Duration.ofSeconds(1);

    /** Ten minutes; a browser asks again then, and needs its session for that. */
    private static final long TICKS = 600;

    private final ScanTasks tasks;
    private final TaskStates states;
    private final Runs runs;
    private final RunStarts starts;
    private final Backlog backlog;
    private final CurrentCaller caller;

    RunPages(ScanTasks tasks, TaskStates states, Runs runs, RunStarts starts, Backlog backlog, CurrentCaller caller) {
        this.tasks = tasks;
        this.states = states;
        this.runs = runs;
        this.starts = starts;
        this.backlog = backlog;
        this.caller = caller;
    }

    @GET
    public Uni<TemplateInstance> history(String id, @RestQuery @Nullable String cursor) {
        var who = caller.get();
        return tasks.get(who, id)
                .chain(task -> runs.list(who, id, cursor)
                        .chain(page -> runs.postponed(who, id)
                                .map(kept -> new history(
                                        task, page.items(), page.cursor(), cursor == null, kept.orElse(null)))));
    }

    @GET
    @Path("{runId}")
    public Uni<TemplateInstance> show(String id, String runId) {
        var who = caller.get();
        return runs.get(who, id, runId)
                .chain(found -> states.get(who, id)
                        .map(state ->
                                new run(state, found, progress(state.task().id(), found))));
    }

    private Progress progress(UUID task, RunView run) {
        var left = run.running() ? backlog.of(task) : OptionalLong.empty();
        return left.isEmpty()
                ? new Progress(null, null)
                : new Progress(left.getAsLong(), left.getAsLong() + run.matched());
    }

    /** In the end it leads to the page of the run as it was, or to the next one, if that goes on with what is left. */
    @GET
    @Path("{runId}/events")
    @Blocking
    @RunOnVirtualThread
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> events(String id, String runId, @Context Sse sse) {
        var who = caller.get();
        // Waited for, on a thread that may: once the stream has begun there is no way back to a 404.
        runs.get(who, id, runId).await().atMost(PATIENCE);
        return runs.follow(who, id, runId)
                .onItem()
                .transformToUniAndConcatenate(run -> run.running()
                        ? html(new run$live(run, progress(UUID.fromString(id), run)), sse)
                        : runs.list(who, id, null)
                                .map(page -> end(RunStarts.path(id, following(page.items(), run)), sse)));
    }

    private static UUID following(List<RunView> newest, RunView ended) {
        return newest.stream()
                .findFirst()
                .filter(run -> run.running() && run.started() >= ended.started())
                .map(RunView::id)
                .orElse(ended.id());
    }

    /** Where a run is waited for; {@code after} is the newest one before it. */
    @GET
    @Path("next")
    public Uni<RestResponse<TemplateInstance>> next(String id, @RestQuery @Nullable String after) {
        var who = caller.get();
        return tasks.get(who, id)
                .chain(task -> starts.after(who, id, TaskId.parse(after).orElse(null))
                        .chain(found -> found.isPresent()
                                ? Uni.createFrom().item(Reply.seeOther(RunStarts.path(id, found.get())))
                                : runs.postponed(who, id)
                                        .map(kept -> Reply.page(
                                                new waiting(task, after == null ? "" : after, kept.orElse(null))))));
    }

    @GET
    @Path("next/events")
    @Blocking
    @RunOnVirtualThread
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> nextEvents(String id, @RestQuery @Nullable String after, @Context Sse sse) {
        var who = caller.get();
        tasks.get(who, id).await().atMost(PATIENCE);
        return awaited(who, id, TaskId.parse(after).orElse(null)).map(run -> end(RunStarts.path(id, run), sse));
    }

    private Multi<UUID> awaited(Caller who, String id, @Nullable UUID after) {
        return Multi.createBy()
                .repeating()
                .uni(() -> starts.after(who, id, after))
                .withDelay(TICK)
                .atMost(TICKS)
                .select()
                .where(Optional::isPresent)
                .map(Optional::get)
                .select()
                .first();
    }

    private static Uni<OutboundSseEvent> html(TemplateInstance fragment, Sse sse) {
        return fragment.createUni().map(html -> sse.newEvent(html));
    }

    private static OutboundSseEvent end(String path, Sse sse) {
        return sse.newEvent("end", path);
    }
}
