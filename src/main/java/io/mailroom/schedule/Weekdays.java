package io.mailroom.schedule;

import static io.mailroom.schedule.CalendarEventException.quoted;

import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The days of the week on which a calendar event may happen. */
final class Weekdays {

    static final Weekdays ALL = new Weekdays(EnumSet.allOf(DayOfWeek.class));

    private static final String EXAMPLE = "'Mon..Fri,Sun *-*-* 12:00'";

    private final Set<DayOfWeek> days;

    private Weekdays(Set<DayOfWeek> days) {
        this.days = days;
    }

    static Weekdays parse(String text) {
        var days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",", -1)) {
            int dots = part.indexOf("..");
            if (dots < 0) {
                days.add(day(part));
                continue;
            }
            DayOfWeek first = day(part.substring(0, dots));
            DayOfWeek last = day(part.substring(dots + 2));
            if (last.compareTo(first) < 0) {
                throw new CalendarEventException(
                        "The weekdays %s run backwards; a range goes forward from Mon to Sun, as in %s.",
                        quoted(part), EXAMPLE);
            }
            days.addAll(EnumSet.range(first, last));
        }
        return new Weekdays(days);
    }

    private static DayOfWeek day(String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (name.equalsIgnoreCase(day.name()) || name.equalsIgnoreCase(shortName(day))) {
                return day;
            }
        }
        throw new CalendarEventException(
                "The weekday %s is none; write English names, as in %s.", quoted(name), EXAMPLE);
    }

    private static String shortName(DayOfWeek day) {
        return day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    }

    boolean contains(DayOfWeek day) {
        return days.contains(day);
    }

    boolean all() {
        return days.size() == 7;
    }

    /** Runs of three and more days as a range, the others one by one, as systemd writes them. */
    @Override
    public String toString() {
        var parts = new ArrayList<String>();
        var run = new ArrayList<DayOfWeek>();
        for (DayOfWeek day : DayOfWeek.values()) {
            if (days.contains(day)) {
                run.add(day);
            } else {
                parts.addAll(names(run));
                run.clear();
            }
        }
        parts.addAll(names(run));
        return String.join(",", parts);
    }

    private static List<String> names(List<DayOfWeek> run) {
        return run.size() > 2
                ? List.of(shortName(run.getFirst()) + ".." + shortName(run.getLast()))
                : run.stream().map(Weekdays::shortName).toList();
    }
}
