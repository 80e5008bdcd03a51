package io.mailroom.scan;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Frame;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The pages of import tasks: the list, and each with its form. */
@Path("/app/tasks")
@Produces(MediaType.TEXT_HTML)
class TaskPages {

    private static final String LIST = "/app/tasks";

    /** One line of the list. */
    record Line(TaskStates.State state, String when) {}

    record list(List<Line> lines, List<String> connections) implements TemplateInstance {}

    /** It cannot run now. */
    record refused(ScanTaskView task, String why) implements TemplateInstance {}

    private final ScanTasks tasks;
    private final TaskStates states;
    private final RunStarts starts;
    private final TaskFormPage page;
    private final Forms forms;
    private final Frame frame;
    private final CurrentCaller caller;

    TaskPages(
            ScanTasks tasks,
            TaskStates states,
            RunStarts starts,
            TaskFormPage page,
            Forms forms,
            Frame frame,
            CurrentCaller caller) {
        this.tasks = tasks;
        this.states = states;
        this.starts = starts;
        this.page = page;
        this.forms = forms;
        this.frame = frame;
        this.caller = caller;
    }

    @GET
    public Uni<TemplateInstance> list() {
        var zone = frame.zone();
        return tasks.choices(caller.get())
                .map(TaskNames.Choices::connections)
                .chain(connections -> states.list(caller.get())
                        .map(all -> new list(
                                all.stream()
                                        .map(state -> new Line(
                                                state,
                                                Timetable.of(state.task().schedule())
                                                        .words(zone)))
                                        .toList(),
                                connections)));
    }

    /** Also as a copy of another one. */
    @GET
    @Path("new")
    public Uni<RestResponse<TemplateInstance>> blank(
            @RestQuery @Nullable String imap, @RestQuery @Nullable String copy) {
        var who = caller.get();
        return tasks.choices(who).map(TaskNames.Choices::connections).chain(connections -> {
            if (connections.isEmpty()) { // the list says what to do first
                return Uni.createFrom().item(Reply.seeOther(LIST));
            }
            var form = copy == null
                    ? Uni.createFrom()
                            .item(TaskFields.blank(
                                    imap == null || !connections.contains(imap) ? connections.getFirst() : imap,
                                    frame.zone()))
                    : tasks.get(who, copy).map(this::copied);
            return form.chain(filled -> page.of(who, filled)).map(Reply::page);
        });
    }

    private Form copied(ScanTaskView task) {
        return TaskFields.of(task, frame.zone())
                .with("id", null)
                .with("version", null)
                .with("summary", "Copy of " + task.title());
    }

    @POST
    @Path("new")
    public Uni<RestResponse<TemplateInstance>> add(
            MultivaluedMap<String, String> submitted, @RestForm @Nullable String then) {
        var form = TaskFields.FIELDS.read(submitted).with("id", null).with("version", null);
        var input = TaskFields.input(form);
        return forms.submit(
                form,
                input,
                () -> tasks.create(caller.get(), input)
                        .chain(id -> "run".equals(then)
                                ? run(id.toString())
                                : Uni.createFrom().item(Reply.seeOther(LIST, "Saved."))),
                refused -> page.of(caller.get(), refused));
    }

    @GET
    @Path("{id}")
    public Uni<? extends TemplateInstance> edit(String id) {
        return tasks.get(caller.get(), id).chain(task -> page.of(caller.get(), TaskFields.of(task, frame.zone())));
    }

    @POST
    @Path("{id}")
    public Uni<RestResponse<TemplateInstance>> save(String id, MultivaluedMap<String, String> submitted) {
        var form = TaskFields.FIELDS.read(submitted).with("id", id);
        var input = TaskFields.input(form);
        return tasks.get(caller.get(), id)
                .chain(known -> forms.submit(
                        form,
                        input,
                        () -> tasks.update(caller.get(), input).replaceWith(() -> Reply.seeOther(LIST, "Saved.")),
                        refused -> page.of(caller.get(), refused)));
    }

    @POST
    @Path("{id}/enabled")
    public Uni<RestResponse<TemplateInstance>> enable(String id, @RestForm boolean enabled) {
        return tasks.enable(caller.get(), id, enabled)
                .replaceWith(() -> Reply.seeOther(
                        LIST, enabled ? "It imports on its schedule again." : "Paused. Import now still works."));
    }

    @POST
    @Path("{id}/run")
    public Uni<RestResponse<TemplateInstance>> run(String id) {
        return starts.now(caller.get(), id)
                .map(Reply::seeOther)
                .onFailure(Forms::isAboutTheInput)
                .recoverWithUni(refusal -> refused(id, (Problem) refusal));
    }

    private Uni<RestResponse<TemplateInstance>> refused(String id, Problem refusal) {
        return tasks.get(caller.get(), id).map(task -> Reply.refused(new refused(task, refusal.detail())));
    }

    @POST
    @Path("{id}/rescan")
    public Uni<RestResponse<TemplateInstance>> rescan(String id) {
        return starts.fromTheBeginning(caller.get(), id)
                .map(Reply::seeOther)
                .onFailure(Forms::isAboutTheInput)
                .recoverWithUni(refusal -> refused(id, (Problem) refusal));
    }

    @POST
    @Path("{id}/delete")
    public Uni<RestResponse<TemplateInstance>> delete(String id) {
        return tasks.delete(caller.get(), id)
                .replaceWith(() -> Reply.seeOther(LIST, "Deleted. What it imported is still here."));
    }
}
