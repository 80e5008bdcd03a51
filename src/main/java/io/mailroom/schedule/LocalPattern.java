package io.mailroom.schedule;

import io.mailroom.schedule.CalendarField.Kind;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;
import java.util.OptionalInt;

/** The dates and times of a calendar event on a clock that is never put forward or back; searched field by field. */
record LocalPattern(
        Weekdays weekdays,
        CalendarField year,
        CalendarField month,
        CalendarField day,
        CalendarField hour,
        CalendarField minute,
        CalendarField second) {

    static LocalPattern parse(Weekdays weekdays, String[] date, String[] time) {
        return new LocalPattern(
                weekdays,
                CalendarField.parse(Kind.YEAR, date[0]),
                CalendarField.parse(Kind.MONTH, date[1]),
                CalendarField.parse(Kind.DAY, date[2]),
                CalendarField.parse(Kind.HOUR, time[0]),
                CalendarField.parse(Kind.MINUTE, time[1]),
                CalendarField.parse(Kind.SECOND, time.length == 3 ? time[2] : "0"));
    }

    /** The first local time that matches and is not before {@code from}. */
    Optional<LocalDateTime> from(LocalDateTime from) {
        var date = dateFrom(from.toLocalDate());
        if (date.isPresent() && date.get().equals(from.toLocalDate())) {
            var time = timeFrom(from.toLocalTime());
            if (time.isPresent()) {
                return Optional.of(date.get().atTime(time.get()));
            }
            date = dateFrom(from.toLocalDate().plusDays(1));
        }
        return date.map(found -> found.atTime(hour.first(), minute.first(), second.first()));
    }

    private Optional<LocalDate> dateFrom(LocalDate from) {
        for (OptionalInt y = year.from(from.getYear()); y.isPresent(); y = year.from(y.getAsInt() + 1)) {
            LocalDate start = LocalDate.of(y.getAsInt(), 1, 1);
            var found = dateInYear(start.isBefore(from) ? from : start);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<LocalDate> dateInYear(LocalDate from) {
        for (OptionalInt m = month.from(from.getMonthValue()); m.isPresent(); m = month.from(m.getAsInt() + 1)) {
            LocalDate start = LocalDate.of(from.getYear(), m.getAsInt(), 1);
            var found = dateInMonth(start.isBefore(from) ? from : start);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<LocalDate> dateInMonth(LocalDate from) {
        for (OptionalInt d = day.from(from.getDayOfMonth());
                d.isPresent() && d.getAsInt() <= from.lengthOfMonth();
                d = day.from(d.getAsInt() + 1)) {
            LocalDate date = from.withDayOfMonth(d.getAsInt());
            if (weekdays.contains(date.getDayOfWeek())) {
                return Optional.of(date);
            }
        }
        return Optional.empty();
    }

    private Optional<LocalTime> timeFrom(LocalTime from) {
        if (hour.allows(from.getHour())) {
            if (minute.allows(from.getMinute())) {
                OptionalInt s = second.from(from.getSecond());
                if (s.isPresent()) {
                    return Optional.of(LocalTime.of(from.getHour(), from.getMinute(), s.getAsInt()));
                }
            }
            OptionalInt m = minute.from(from.getMinute() + 1);
            if (m.isPresent()) {
                return Optional.of(LocalTime.of(from.getHour(), m.getAsInt(), second.first()));
            }
        }
        OptionalInt h = hour.from(from.getHour() + 1);
        return h.isPresent()
                ? Optional.of(LocalTime.of(h.getAsInt(), minute.first(), second.first()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return (weekdays.all() ? "" : weekdays + " ") + year + "-" + month + "-" + day + " " + hour + ":" + minute + ":"
                + second;
    }
}
