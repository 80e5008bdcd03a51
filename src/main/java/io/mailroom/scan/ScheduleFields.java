package io.mailroom.scan;

import io.mailroom.schedule.CalendarEvent;
import io.mailroom.schedule.CalendarEventException;
import io.mailroom.web.Form;
import io.mailroom.web.Option;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The part of the form that says when: a choice, and what it takes to make a calendar event of it. */
final class ScheduleFields {

    static final List<Option> MINUTES = numbers(Timetable.MINUTES.stream());
    static final List<Option> HOURS = numbers(Timetable.HOURS.stream());
    static final List<Option> DAYS_OF_MONTH =
            numbers(IntStream.rangeClosed(1, 31).boxed());
    static final List<Option> DAYS = Stream.of(DayOfWeek.values())
            .map(day -> Option.of(day.name(), day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH)))
            .toList();

    private static final List<String> NAMES = List.of(
            "when",
            "everyMinutes",
            "everyHours",
            "minute",
            "dailyAt",
            "days",
            "weeklyAt",
            "dayOfMonth",
            "monthlyAt",
            "schedule",
            "zone");

    private static final String MORNING = "07:00";

    private ScheduleFields() {}

    private static List<Option> numbers(Stream<Integer> numbers) {
        return numbers.map(String::valueOf)
                .map(number -> Option.of(number, number))
                .toList();
    }

    /** Also what the other choices begin with, for whoever changes over to one of them. */
    static void fill(Form form, String event, ZoneId reader) {
        form.with("everyMinutes", 10)
                .with("everyHours", 1)
                .with("minute", 0)
                .with("dailyAt", MORNING)
                .with("weeklyAt", MORNING)
                .with("days", List.copyOf(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY)))
                .with("dayOfMonth", 1)
                .with("monthlyAt", MORNING)
                .with("zone", reader.getId())
                .with("schedule", event);
        switch (Timetable.of(event)) {
            case Timetable.Minutes(int every) -> form.with("when", "minutes").with("everyMinutes", every);
            case Timetable.Hours(int every, int minute, ZoneId zone) ->
                form.with("when", "hours")
                        .with("everyHours", every)
                        .with("minute", minute)
                        .with("zone", zone.getId());
            case Timetable.Daily(LocalTime at, ZoneId zone) ->
                form.with("when", "daily").with("dailyAt", at).with("zone", zone.getId());
            case Timetable.Weekly(var days, LocalTime at, ZoneId zone) ->
                form.with("when", "weekly")
                        .with("days", days)
                        .with("weeklyAt", at)
                        .with("zone", zone.getId());
            case Timetable.Monthly(int day, LocalTime at, ZoneId zone) ->
                form.with("when", "monthly")
                        .with("dayOfMonth", day)
                        .with("monthlyAt", at)
                        .with("zone", zone.getId());
            case Timetable.Own own -> form.with("when", "own");
        }
    }

    /** To see what comes of it without a complaint in the form. */
    static Form copy(Form form) {
        var copy = TaskFields.FIELDS.blank();
        NAMES.forEach(name -> copy.with(name, form.all(name)));
        return copy;
    }

    /** Empty, with complaints, where the choice lacks something or is no calendar event. */
    static Optional<String> event(Form form) {
        return timetable(form).map(Timetable::event);
    }

    private static Optional<? extends Timetable> timetable(Form form) {
        return switch (form.text("when")) {
            case "minutes" ->
                Optional.ofNullable(number(form, "everyMinutes", Timetable.MINUTES))
                        .map(Timetable.Minutes::new);
            case "hours" -> hours(form);
            case "daily" -> at(form, "dailyAt").flatMap(at -> zone(form).map(zone -> new Timetable.Daily(at, zone)));
            case "weekly" -> weekly(form);
            case "monthly" -> monthly(form);
            case "own" -> own(form);
            default -> {
                form.complain("when", "must be chosen");
                yield Optional.empty();
            }
        };
    }

    private static Optional<Timetable> own(Form form) {
        if (form.text("schedule").isEmpty()) {
            form.complain("schedule", "is needed, such as Mon..Fri *-*-* 8:00 Europe/Berlin");
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Timetable.Own(CalendarEvent.parse(form.text("schedule")).canonical()));
        } catch (CalendarEventException e) {
            form.complain("schedule", "is not understood. " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<Timetable> hours(Form form) {
        var every = number(form, "everyHours", Timetable.HOURS);
        var minute = number(form, "minute", IntStream.rangeClosed(0, 59).boxed().toList());
        return every == null || minute == null
                ? Optional.empty()
                : zone(form).map(zone -> new Timetable.Hours(every, minute, zone));
    }

    private static Optional<Timetable> weekly(Form form) {
        var days = EnumSet.noneOf(DayOfWeek.class);
        Stream.of(DayOfWeek.values())
                .filter(day -> form.has("days", day.name()))
                .forEach(days::add);
        if (days.isEmpty()) {
            form.complain("days", "must be at least one");
        }
        var at = at(form, "weeklyAt");
        return days.isEmpty()
                ? Optional.empty()
                : at.flatMap(time -> zone(form).map(zone -> new Timetable.Weekly(days, time, zone)));
    }

    private static Optional<Timetable> monthly(Form form) {
        var day =
                number(form, "dayOfMonth", IntStream.rangeClosed(1, 31).boxed().toList());
        var at = at(form, "monthlyAt");
        return day == null
                ? Optional.empty()
                : at.flatMap(time -> zone(form).map(zone -> new Timetable.Monthly(day, time, zone)));
    }

    private static @Nullable Integer number(Form form, String name, List<Integer> choices) {
        var number = form.number(name);
        if (form.text(name).isEmpty()) {
            form.complain(name, "is needed");
        } else if (number != null && !choices.contains(number)) {
            form.complain(name, "must be " + choices.getFirst() + " to " + choices.getLast());
            return null;
        }
        return number;
    }

    private static Optional<LocalTime> at(Form form, String name) {
        try {
            return Optional.of(LocalTime.parse(form.text(name)).withSecond(0).withNano(0));
        } catch (DateTimeException e) {
            form.complain(name, "must be a time of day, such as 07:30");
            return Optional.empty();
        }
    }

    private static Optional<ZoneId> zone(Form form) {
        try {
            var zone = ZoneId.of(form.text("zone"));
            return Optional.of(zone.getId().equals("UTC") ? ZoneOffset.UTC : zone);
        } catch (DateTimeException e) {
            form.complain("zone", "is no time zone that is known here");
            return Optional.empty();
        }
    }

    /** The reader's zone, the one that is set, and UTC. */
    static List<Option> zones(Form form, ZoneId reader) {
        return Stream.of(reader.getId(), form.text("zone"), "UTC")
                .map(zone -> zone.equals("Z") ? "UTC" : zone)
                .filter(zone -> !zone.isEmpty())
                .distinct()
                .map(zone -> Option.of(zone, zone.replace('_', ' ')))
                .toList();
    }
}
