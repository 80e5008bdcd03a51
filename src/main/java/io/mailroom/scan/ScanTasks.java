package io.mailroom.scan;

import io.mailroom.account.Caller;
import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.db.Ids;
import io.mailroom.health.Connection;
import io.mailroom.health.HealthView;
import io.mailroom.health.Healths;
import io.mailroom.schedule.CalendarEvent;
import io.mailroom.schedule.Jobs;
import io.mailroom.web.Problem;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.OptimisticLockException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.StaleStateException;
import org.jspecify.annotations.Nullable;

/** Keeps scan tasks, each with its schedule in the same transaction. */
@ApplicationScoped
class ScanTasks {

    private final ScanTaskRepository tasks;
    private final TaskNames names;
    private final WatchStates watches;
    private final Healths healths;
    private final Jobs jobs;
    private final Audit audit;
    private final ScanConfig config;
    private final Clock clock;

    ScanTasks(
            ScanTaskRepository tasks,
            TaskNames names,
            WatchStates watches,
            Healths healths,
            Jobs jobs,
            Audit audit,
            ScanConfig config,
            Clock clock) {
        this.tasks = tasks;
        this.names = names;
        this.watches = watches;
        this.healths = healths;
        this.jobs = jobs;
        this.audit = audit;
        this.config = config;
        this.clock = clock;
    }

    @WithSession
    Uni<List<ScanTaskView>> list(Caller caller) {
        return tasks.listed(caller.accountId()).chain(found -> views(caller, found));
    }

    @WithSession
    Uni<ScanTaskView> get(Caller caller, String id) {
        return saved(caller, id).chain(task -> views(caller, List.of(task))).map(List::getFirst);
    }

    /** Paused or not; its schedule begins anew. */
    Uni<Void> enable(Caller caller, String id, boolean enabled) {
        return write(() -> saved(caller, id)
                .invoke(task -> {
                    task.enabled = enabled;
                    task.updated = clock.instant();
                })
                .call(tasks::flush)
                .call(this::schedule)
                .chain(task -> record(caller, Act.TASK_CHANGED, task, enabled ? "resumed" : "paused")));
    }

    @WithSession
    Uni<TaskNames.Choices> choices(Caller caller) {
        return names.choices(caller);
    }

    private Uni<List<ScanTaskView>> views(Caller caller, List<ScanTask> shown) {
        return names.of(caller, shown)
                .chain(known -> watches.of(caller.accountId())
                        .map(watched -> shown.stream()
                                .map(task -> ScanTaskView.of(task, known, watched.get(task.id)))
                                .toList()));
    }

    Uni<UUID> create(Caller caller, ScanTaskInput input) {
        UUID id = Ids.next();
        return add(caller, id, input).replaceWith(id);
    }

    /** Under an id that nothing else has. */
    Uni<Void> add(Caller caller, UUID id, ScanTaskInput input) {
        return write(() -> draft(caller, id, input)
                .chain(tasks::persistAndFlush)
                .call(this::schedule)
                .call(task -> record(caller, Act.TASK_MADE, task, input.imapConnection()))
                .replaceWithVoid());
    }

    /** What adding it would make of the input, not saved; fails as that would. Within the caller's session. */
    Uni<ScanTask> draft(Caller caller, UUID id, ScanTaskInput input) {
        check(input);
        return names.ids(caller, input).map(ids -> {
            var task = made(caller, input, ids, false, null);
            task.id = id;
            return task;
        });
    }

    Uni<UUID> update(Caller caller, ScanTaskInput input) {
        check(input);
        String id = input.id();
        if (id == null) {
            throw Problem.invalid("id", "must name the task to change");
        }
        return write(() -> saved(caller, id)
                .chain(task -> names.ids(caller, input).chain(ids -> change(task, input, ids)))
                .call(tasks::flush)
                .call(this::schedule)
                .call(task -> record(caller, Act.TASK_CHANGED, task, input.imapConnection()))
                .map(task -> task.id));
    }

    private Uni<ScanTask> change(ScanTask task, ScanTaskInput input, TaskNames.Ids ids) {
        if (input.version() != null && input.version() != task.version) {
            throw Problem.stale(task.version);
        }
        var before = task.selection();
        task.imapSettingId = ids.connection();
        task.destinations = ids.destinations();
        task.updated = clock.instant();
        input.applyTo(task);
        return task.selection().equals(before)
                ? Uni.createFrom().item(task)
                : tasks.restart(task.id).replaceWith(task);
    }

    Uni<Void> delete(Caller caller, String id) {
        return write(() -> saved(caller, id)
                .call(task -> tasks.stop(task.id))
                .call(tasks::delete)
                .call(task -> record(caller, Act.TASK_REMOVED, task, null))
                .chain(task -> jobs.remove(ScanJob.NAME, task.id.toString())));
    }

    private Uni<Void> record(Caller caller, Act act, ScanTask task, @Nullable String detail) {
        String name = task.summary == null ? task.id.toString() : task.summary;
        return audit.record(Entry.done(caller.actor(), act, name).with(detail));
    }

    /** From the beginning, and what was deleted here is imported again. */
    Uni<Void> rescan(Caller caller, String id) {
        return write(() -> saved(caller, id)
                .call(task -> tasks.restartWithDeleted(task.id))
                .chain(task -> jobs.runNow(ScanJob.NAME, task.id.toString())));
    }

    /**
     * Runs these settings now, whether they are saved, changed or new, enabled or not.
     *
     * @return under which id the run can be looked at
     */
    Uni<UUID> startOnce(Caller caller, ScanTaskInput input) {
        check(input);
        // Before the transaction, whose database connection it would hold while it waits for another.
        return Panache.withSession(() -> names.connection(caller, input))
                .call(this::refuseWhenOutOfUse)
                .chain(() -> runOnce(caller, input));
    }

    private Uni<UUID> runOnce(Caller caller, ScanTaskInput input) {
        return write(() -> names.ids(caller, input)
                .chain(ids -> found(caller, input.id())
                        .chain(saved -> saved.filter(task -> task.isSameAs(made(caller, input, ids, true, null)))
                                .map(task -> Uni.createFrom().item(task))
                                .orElseGet(() -> {
                                    var varied = saved.map(task -> task.id).orElse(null);
                                    return tasks.persistAndFlush(made(caller, input, ids, true, varied));
                                }))
                        .chain(task -> jobs.runNow(ScanJob.NAME, task.id.toString())
                                .replaceWith(task.varies == null ? task.id : task.varies))));
    }

    /** It would not start, neither now nor soon. */
    private Uni<Void> refuseWhenOutOfUse(UUID connection) {
        return healths.keptFrom(Connection.imap(connection))
                .invoke(found -> found.filter(HealthView::isOutOfUse).ifPresent(health -> {
                    throw Problem.of(
                            409,
                            "connection-" + health.state(),
                            "Connection out of use",
                            "Nothing is imported over this connection for now. " + health.message() + " "
                                    + health.advice());
                }))
                .replaceWithVoid();
    }

    /**
     * These settings, kept nowhere. Within the caller's session; what it answers stands where the saved task stands, if that
     * would go on from there with these settings.
     */
    Uni<ScanTask> planned(Caller caller, ScanTaskInput input) {
        check(input);
        return names.ids(caller, input)
                .chain(ids ->
                        found(caller, input.id()).map(saved -> planned(made(caller, input, ids, true, null), saved)));
    }

    private static ScanTask planned(ScanTask task, Optional<ScanTask> saved) {
        saved.filter(known -> known.selection().equals(task.selection())).ifPresent(known -> {
            task.id = known.id;
            task.rescan = known.rescan;
            task.origin = known.origin;
        });
        return task;
    }

    private ScanTask made(
            Caller caller, ScanTaskInput input, TaskNames.Ids ids, boolean hidden, @Nullable UUID varies) {
        var task = new ScanTask();
        task.id = Ids.next();
        task.accountId = caller.accountId();
        task.imapSettingId = ids.connection();
        task.destinations = ids.destinations();
        task.hidden = hidden;
        task.varies = varies;
        task.created = clock.instant();
        task.updated = task.created;
        input.applyTo(task);
        return task;
    }

    private Uni<Void> schedule(ScanTask task) {
        String instance = task.id.toString();
        Optional<java.time.Instant> next =
                task.enabled ? CalendarEvent.parse(task.schedule).next(clock.instant()) : Optional.empty();
        return next.map(at -> jobs.put(ScanJob.NAME, instance, at))
                .orElseGet(() -> jobs.remove(ScanJob.NAME, instance));
    }

    private void check(ScanTaskInput input) {
        if (input.folders().size() > config.foldersPerTask()) {
            throw Problem.invalid("folders", "must be at most " + config.foldersPerTask());
        }
        var errors = input.errors();
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
    }

    private Uni<ScanTask> saved(Caller caller, String id) {
        return found(caller, id)
                .map(task -> task.orElseThrow(() -> Problem.notFound("There is no scan task with the id " + id + ".")));
    }

    private Uni<Optional<ScanTask>> found(Caller caller, @Nullable String id) {
        return TaskId.parse(id)
                .map(known -> tasks.of(caller.accountId(), known))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .map(found -> found.filter(task -> !task.hidden));
    }

    /** The scheduler hears of it as soon as it is committed. */
    private <T> Uni<T> write(Supplier<Uni<T>> work) {
        return Panache.withTransaction(work)
                .onFailure(ScanTasks::isRace)
                .transform(e -> Problem.stale())
                .invoke(jobs::wake);
    }

    private static boolean isRace(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof OptimisticLockException || cause instanceof StaleStateException) {
                return true;
            }
        }
        return false;
    }
}
