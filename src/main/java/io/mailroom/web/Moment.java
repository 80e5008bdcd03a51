package io.mailroom.web;

import io.quarkus.qute.TemplateData;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A time as people read it. */
@TemplateData
public record Moment(Instant instant, ZoneId zone, Instant now) {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final Duration SOON = Duration.ofDays(7);

    public String iso() {
        return instant.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    }

    /** "12 Nov 2026, 14:05"; with "UTC" where the browser has not said which zone its user is in. */
    public String full() {
        return day() + ", " + CLOCK.format(instant.atZone(zone)) + (zone.equals(ZoneOffset.UTC) ? " UTC" : "");
    }

    public String day() {
        return DAY.format(instant.atZone(zone));
    }

    /** "in 4 minutes", "2 hours ago"; the full time where that is more than a week. */
    public String relative() {
        var distance = Duration.between(now, instant);
        var size = distance.abs();
        if (size.compareTo(SOON) > 0) {
            return full();
        }
        if (size.toSeconds() < 45) {
            return distance.isNegative() || distance.isZero() ? "just now" : "in a moment";
        }
        String text = size.plusSeconds(30).toMinutes() < 60
                ? count(size.plusSeconds(30).toMinutes(), "minute")
                : size.plusMinutes(30).toHours() < 24
                        ? count(size.plusMinutes(30).toHours(), "hour")
                        : count(size.plusHours(12).toDays(), "day");
        return distance.isNegative() ? text + " ago" : "in " + text;
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
