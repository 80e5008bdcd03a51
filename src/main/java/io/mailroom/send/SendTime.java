package io.mailroom.send;

import io.mailroom.web.Problem;
import io.mailroom.web.Problem.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** When a mail is to be sent. */
final class SendTime {

    private static final Duration FURTHEST = Duration.ofDays(366);

    private SendTime() {}

    /**
     * @param millis since the epoch; a time that is over means now
     * @throws Problem 422 for one that is more than a year away
     */
    static Instant of(long millis, Instant now) {
        if (millis > now.plus(FURTHEST).toEpochMilli()) {
            throw Problem.invalid(List.of(new FieldError(
                    "sendAt", "is more than a year away; it is a time in milliseconds since 1970-01-01T00:00Z")));
        }
        var at = Instant.ofEpochMilli(millis);
        return at.isBefore(now) ? now : at;
    }
}
