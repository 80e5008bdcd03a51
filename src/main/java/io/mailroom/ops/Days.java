package io.mailroom.ops;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;

/** The last days as a user's clock has them, today the last of them. */
record Days(List<LocalDate> days, ZoneId zone) {

    static Days last(int number, Instant now, ZoneId zone) {
        var today = LocalDate.ofInstant(now, zone);
        return new Days(
                IntStream.rangeClosed(1 - number, 0).mapToObj(today::plusDays).toList(), zone);
    }

    /** Where they begin: not all of them at midnight, and not all 24 hours after another. */
    List<Instant> begins() {
        return days.stream().map(day -> day.atStartOfDay(zone).toInstant()).toList();
    }
}
