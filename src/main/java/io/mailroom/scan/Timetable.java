package io.mailroom.scan;

import io.mailroom.schedule.CalendarEvent;
import io.mailroom.schedule.CalendarEventException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When to import, as people say it. Each of the choices is a calendar event, and what was saved as one is shown as the same
 * choice again; any other calendar event is {@link Own}.
 */
sealed interface Timetable {

    /** Those that divide an hour. */
    List<Integer> MINUTES = List.of(1, 2, 5, 10, 15, 20, 30);

    /** Those that divide a day. */
    List<Integer> HOURS = List.of(1, 2, 3, 4, 6, 8, 12);

    /** As the calendar event to save. */
    String event();

    /** For somebody in that zone: it is named where the timetable is in another one. */
    String words(ZoneId reader);

    /** Every so many minutes, the same in all zones that differ by hours. */
    record Minutes(int every) implements Timetable {
        @Override
        public String event() {
            return "*-*-* *:0/" + every;
        }

        @Override
        public String words(ZoneId reader) {
            return every == 1 ? "Every minute" : "Every " + every + " minutes";
        }
    }

    /** Every so many hours of the day. */
    record Hours(int every, int minute, ZoneId zone) implements Timetable {
        @Override
        public String event() {
            return "*-*-* %s:%02d%s".formatted(every == 1 ? "*" : "0/" + every, minute, suffix(zone));
        }

        @Override
        public String words(ZoneId reader) {
            String often = every == 1 ? "Every hour" : "Every " + every + " hours";
            return (minute == 0 ? often : often + ", at minute " + minute) + (every == 1 ? "" : named(zone, reader));
        }
    }

    /** Every day. */
    record Daily(LocalTime at, ZoneId zone) implements Timetable {
        @Override
        public String event() {
            return "*-*-* " + at + suffix(zone);
        }

        @Override
        public String words(ZoneId reader) {
            return "Every day at " + at + named(zone, reader);
        }
    }

    /** On some days of the week. */
    record Weekly(Set<DayOfWeek> days, LocalTime at, ZoneId zone) implements Timetable {
        @Override
        public String event() {
            return days.stream().sorted().map(Timetable::shortName).collect(Collectors.joining(",")) + " *-*-* " + at
                    + suffix(zone);
        }

        @Override
        public String words(ZoneId reader) {
            String which = days.equals(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY))
                    ? "Monday to Friday"
                    : days.stream()
                            .sorted()
                            .map(day -> days.size() == 1
                                    ? day.getDisplayName(TextStyle.FULL, Locale.ENGLISH) + "s"
                                    : shortName(day))
                            .collect(Collectors.joining(", "));
            return which + " at " + at + named(zone, reader);
        }
    }

    /** On one day of each month that has it. */
    record Monthly(int day, LocalTime at, ZoneId zone) implements Timetable {
        @Override
        public String event() {
            return "*-*-%02d ".formatted(day) + at + suffix(zone);
        }

        @Override
        public String words(ZoneId reader) {
            return "Every month on day " + day + " at " + at + named(zone, reader);
        }
    }

    /** A calendar event in the words of its writer. */
    record Own(String event) implements Timetable {
        @Override
        public String words(ZoneId reader) {
            return event;
        }
    }

    private static String shortName(DayOfWeek day) {
        return day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    }

    private static String suffix(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? "" : " " + zone.getId();
    }

    private static String named(ZoneId zone, ZoneId reader) {
        return zone.equals(reader) ? "" : " (" + (zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId()) + ")";
    }

    /** What a calendar event is among the choices. */
    static Timetable of(String event) {
        try {
            String canonical = CalendarEvent.parse(event).canonical();
            return Canonical.read(canonical)
                    .filter(choice ->
                            CalendarEvent.parse(choice.event()).canonical().equals(canonical))
                    .findFirst()
                    .orElseGet(() -> new Own(canonical));
        } catch (CalendarEventException e) {
            return new Own(event);
        }
    }

    /** The spelling that calendar events are kept in. */
    final class Canonical {

        private static final Pattern SPELLING = Pattern.compile(
                "(?:(?<days>[A-Za-z.,]+) )?\\*-\\*-(?<day>\\*|\\d\\d) (?<hour>\\*|\\d\\d)(?:/(?<hours>\\d+))?"
                        + ":(?<minute>\\d\\d)(?:/(?<minutes>\\d+))?:00(?: (?<zone>\\S+))?");

        private Canonical() {}

        /** Candidates: whether one says exactly the same is for the caller to find out. */
        private static Stream<Timetable> read(String canonical) {
            var match = SPELLING.matcher(canonical);
            if (!match.matches()) {
                return Stream.empty();
            }
            ZoneId zone = match.group("zone") == null ? ZoneOffset.UTC : ZoneId.of(match.group("zone"));
            int minute = Integer.parseInt(match.group("minute"));
            if (match.group("minutes") != null) {
                int every = Integer.parseInt(match.group("minutes"));
                return MINUTES.contains(every) ? Stream.of(new Minutes(every)) : Stream.empty();
            }
            if (match.group("hour").equals("*")) {
                return Stream.of(new Hours(1, minute, zone));
            }
            if (match.group("hours") != null) {
                int every = Integer.parseInt(match.group("hours"));
                return HOURS.contains(every) ? Stream.of(new Hours(every, minute, zone)) : Stream.empty();
            }
            var at = LocalTime.of(Integer.parseInt(match.group("hour")), minute);
            if (!match.group("day").equals("*")) {
                return Stream.of(new Monthly(Integer.parseInt(match.group("day")), at, zone));
            }
            return Stream.of(
                    match.group("days") == null
                            ? new Daily(at, zone)
                            : new Weekly(days(match.group("days")), at, zone));
        }

        private static Set<DayOfWeek> days(String text) {
            var days = EnumSet.noneOf(DayOfWeek.class);
            for (String part : text.split(",")) {
                String[] ends = part.split("\\.\\.");
                days.addAll(EnumSet.range(day(ends[0]), day(ends[ends.length - 1])));
            }
            return days;
        }

        private static DayOfWeek day(String name) {
            return Stream.of(DayOfWeek.values())
                    .filter(day -> shortName(day).equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
