package io.mailroom.schedule;

import static io.mailroom.schedule.CalendarEventException.quoted;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When something happens, again and again: {@code Mon..Fri *-*-* 08..18/2:00 Europe/Berlin}. A subset of systemd.time(7),
 * "Calendar Events". Immutable.
 */
public final class CalendarEvent {

    private static final Instant BEGIN = Instant.parse("1969-12-30T00:00:00Z");
    private static final Instant END = Instant.parse("2200-01-02T00:00:00Z");

    private final LocalPattern pattern;
    private final @Nullable ZoneId zone;

    private CalendarEvent(LocalPattern pattern, @Nullable ZoneId zone) {
        this.pattern = pattern;
        this.zone = zone;
    }

    /** Reads {@code [weekdays] year-month-day hour:minute[:second] [zone]}; anything else is a {@link CalendarEventException}. */
    public static CalendarEvent parse(String text) {
        String[] parts = text.strip().split(" +");
        boolean named = !parts[0].isEmpty() && Character.isLetter(parts[0].charAt(0));
        int date = named ? 1 : 0;
        if (parts.length < date + 2 || parts.length > date + 3) {
            throw new CalendarEventException(
                    "%s is no calendar event, which is a date and a time, with weekdays before and a time zone after them"
                            + " if need be, as in 'Mon *-*-* 12:00' or '*-*-* 0/2:00 Europe/Berlin'.",
                    quoted(text));
        }
        return new CalendarEvent(
                LocalPattern.parse(
                        named ? Weekdays.parse(parts[0]) : Weekdays.ALL, date(parts[date]), time(parts[date + 1])),
                parts.length == date + 3 ? zone(parts[date + 2]) : null);
    }

    private static String[] date(String text) {
        String[] parts = text.split("-", -1);
        if (parts.length != 3) {
            throw new CalendarEventException(
                    "The date %s is not year-month-day, as in '*-*-*' or '2030-01..03-1,15'.", quoted(text));
        }
        return parts;
    }

    private static String[] time(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new CalendarEventException(
                    "The time %s is not hour:minute or hour:minute:second, as in '12:00' or '*:0/15'.", quoted(text));
        }
        return parts;
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(ZoneId.getAvailableZoneIds().stream()
                    .filter(text::equalsIgnoreCase)
                    .findAny()
                    .orElse(text));
        } catch (DateTimeException e) {
            throw new CalendarEventException(
                    "The time zone %s is unknown; write a name or an offset, as in 'Europe/Berlin', 'UTC' or '+02:00'.",
                    quoted(text));
        }
    }

    /** The first time strictly after {@code after}; empty where there is none before the year 2200. */
    public Optional<Instant> next(Instant after) {
        if (after.isAfter(END)) {
            return Optional.empty();
        }
        var rules = (zone == null ? ZoneOffset.UTC : zone).getRules();
        Instant reference = after.isBefore(BEGIN) ? BEGIN : after;
        LocalDateTime from =
                LocalDateTime.ofInstant(reference, rules.getOffset(reference)).truncatedTo(ChronoUnit.SECONDS);
        while (true) {
            var local = pattern.from(from);
            if (local.isEmpty()) {
                return Optional.empty();
            }
            var offsets = rules.getValidOffsets(local.get());
            if (offsets.isEmpty()) { // the clock skips this time, and with it all until the end of the gap
                from = rules.getTransition(local.get()).getDateTimeAfter();
                continue;
            }
            Instant instant = local.get().toInstant(offsets.getFirst()); // of a time that comes twice, the first
            if (instant.isAfter(reference)) {
                return Optional.of(instant);
            }
            var overlap = rules.getTransition(local.get());
            from = overlap != null && !reference.isBefore(overlap.getInstant())
                    ? overlap.getDateTimeBefore() // in its second round, where all has happened already
                    : local.get().plusSeconds(1);
        }
    }

    /** The first {@code n} times strictly after {@code after}, or as many as there are. */
    public List<Instant> next(Instant after, int n) {
        var times = new ArrayList<Instant>();
        var next = next(after);
        while (times.size() < n && next.isPresent()) {
            times.add(next.get());
            next = next(next.get());
        }
        return times;
    }

    /** The one spelling of this event: {@code Mon *-*-* 12:00:00}, {@code *-*-* 00/2:00:00}. */
    public String canonical() {
        return zone == null ? pattern.toString() : pattern + " " + zone.getId();
    }

    @Override
    public String toString() {
        return canonical();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CalendarEvent event && canonical().equals(event.canonical());
    }

    @Override
    public int hashCode() {
        return canonical().hashCode();
    }
}
