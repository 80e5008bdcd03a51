package io.mailroom.scan;

import io.mailroom.account.Caller;
import io.mailroom.schedule.CalendarEvent;
import io.mailroom.web.Form;
import io.mailroom.web.Frame;
import io.mailroom.web.Option;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The page with the form of a task, whatever else stands in it. */
@ApplicationScoped
class TaskFormPage {

    /** The first times of a schedule; none where it is not complete yet. */
    record Times(List<Time> next, String zone, String words) {}

    /** One of them, in the zone of the reader. */
    record Time(String iso, String text) {}

    /** What the choices of the form are, and which of its parts are in use. */
    record Choices(
            List<Option> connections,
            List<Option> zones,
            List<Option> languages,
            List<Option> destinations,
            boolean filtersUsed,
            boolean actionsUsed,
            boolean itemsUsed,
            boolean handsOver) {
        public List<Option> minutes() {
            return ScheduleFields.MINUTES;
        }

        public List<Option> hours() {
            return ScheduleFields.HOURS;
        }

        public List<Option> days() {
            return ScheduleFields.DAYS;
        }

        public List<Option> daysOfMonth() {
            return ScheduleFields.DAYS_OF_MONTH;
        }

        public List<Option> units() {
            return TaskFields.UNITS;
        }

        public List<Option> directions() {
            return TaskFields.DIRECTIONS;
        }

        public List<Option> imported() {
            return ActionFields.IMPORTED;
        }

        public List<Option> filtered() {
            return ActionFields.FILTERED;
        }

        public List<Option> failed() {
            return ActionFields.FAILED;
        }
    }

    /** @param task what is saved; null of a new one */
    record edit(
            Form form,
            @Nullable ScanTaskView task,
            Choices choices,
            MailboxPicker.Choices picker,
            Times times,
            @Nullable PreviewView preview)
            implements TemplateInstance {}

    record edit$mailboxes(Form form, MailboxPicker.Choices picker) implements TemplateInstance {}

    record edit$schedule(Times times) implements TemplateInstance {}

    private static final int SHOWN = 5;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE d MMM yyyy, HH:mm", Locale.ENGLISH);

    private final ScanTasks tasks;
    private final Frame frame;
    private final Clock clock;

    TaskFormPage(ScanTasks tasks, Frame frame, Clock clock) {
        this.tasks = tasks;
        this.frame = frame;
        this.clock = clock;
    }

    /** Where somebody starts from who loads again what the form of this task was answered with. */
    static String path(@Nullable String task) {
        var id = TaskId.parse(task);
        return id.isEmpty() ? "/app/tasks" : "/app/tasks/" + id.get();
    }

    Uni<edit> of(Caller caller, Form form) {
        return of(caller, form, MailboxPicker.Choices.unasked(TaskFields.folders(form)), null);
    }

    Uni<edit> of(Caller caller, Form form, MailboxPicker.Choices picker, @Nullable PreviewView preview) {
        var zone = frame.zone();
        var times = times(form, zone);
        var saved = form.text("id").isEmpty()
                ? Uni.createFrom().<ScanTaskView>nullItem()
                : tasks.get(caller, form.text("id"));
        return saved.chain(task -> tasks.choices(caller)
                .map(names -> new edit(form, task, choices(form, names, zone), picker, times, preview)));
    }

    private static Choices choices(Form form, TaskNames.Choices names, ZoneId zone) {
        return new Choices(
                options(names.connections()),
                ScheduleFields.zones(form, zone),
                TaskFields.languages(form),
                options(names.destinations()),
                TaskFields.isUsed(form, TaskFields.FILTERS),
                ActionFields.isUsed(form),
                TaskFields.isUsed(form, TaskFields.OF_ITEMS),
                TaskFields.isUsed(form, TaskFields.OF_HANDOVER));
    }

    private static List<Option> options(List<String> names) {
        return names.stream().map(name -> Option.of(name, name)).toList();
    }

    Times times(Form form) {
        return times(form, frame.zone());
    }

    /** Of a form that may be wrong: what is wrong with it is told when it is submitted. */
    private Times times(Form form, ZoneId zone) {
        String shown = zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
        return ScheduleFields.event(ScheduleFields.copy(form))
                .map(event -> new Times(
                        CalendarEvent.parse(event).next(clock.instant(), SHOWN).stream()
                                .map(at -> time(at, zone))
                                .toList(),
                        shown,
                        Timetable.of(event).words(zone)))
                .orElseGet(() -> new Times(List.of(), shown, ""));
    }

    private static Time time(Instant at, ZoneId zone) {
        return new Time(at.toString(), TIME.format(at.atZone(zone)));
    }
}
