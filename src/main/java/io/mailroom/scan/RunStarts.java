package io.mailroom.scan;

import io.mailroom.account.Caller;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Has a task run now, and leads to the page of that run, which begins a moment later. */
@ApplicationScoped
class RunStarts {

    private static final Duration TICK = Duration.ofMillis(150);
    private static final int TICKS = 10;

    private final ScanTasks tasks;
    private final Runs runs;

    RunStarts(ScanTasks tasks, Runs runs) {
        this.tasks = tasks;
        this.runs = runs;
    }

    /** @return the path of the page to look at it */
    Uni<String> now(Caller caller, String id) {
        return started(
                caller,
                id,
                () -> tasks.get(caller, id)
                        .chain(task -> tasks.startOnce(caller, task.input()))
                        .replaceWithVoid());
    }

    Uni<String> fromTheBeginning(Caller caller, String id) {
        return started(caller, id, () -> tasks.rescan(caller, id));
    }

    private Uni<String> started(Caller caller, String id, Supplier<Uni<Void>> start) {
        return newest(caller, id)
                .chain(before -> start.get()
                        .chain(() -> patiently(caller, id, before.orElse(null)))
                        .map(run ->
                                run.map(found -> path(id, found)).orElseGet(() -> waiting(id, before.orElse(null)))));
    }

    private Uni<Optional<UUID>> patiently(Caller caller, String id, @Nullable UUID before) {
        return Multi.createBy()
                .repeating()
                .uni(() -> after(caller, id, before))
                .withDelay(TICK)
                .atMost(TICKS)
                .select()
                .where(Optional::isPresent)
                .select()
                .first()
                .toUni()
                .map(found -> found == null ? Optional.empty() : found);
    }

    /** The newest run, if that is another one. */
    Uni<Optional<UUID>> after(Caller caller, String id, @Nullable UUID before) {
        return newest(caller, id).map(found -> found.filter(run -> !run.equals(before)));
    }

    private Uni<Optional<UUID>> newest(Caller caller, String id) {
        return runs.list(caller, id, null)
                .map(page -> page.items().stream().findFirst().map(RunView::id));
    }

    static String path(String task, UUID run) {
        return "/app/tasks/" + task + "/runs/" + run;
    }

    private static String waiting(String task, @Nullable UUID before) {
        return "/app/tasks/" + task + "/runs/next" + (before == null ? "" : "?after=" + before);
    }
}
