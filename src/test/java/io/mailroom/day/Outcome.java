package io.mailroom.day;

import java.time.Duration;
import java.util.List;

/**
 * The figures of a day.
 *
 * @param mostRefreshes as many as the lives of the tokens demand, the first one and those of kills included
 * @param shownTwice how often a refresh token was shown again, which is once for each replica that died over it
 * @param refused log-ins that the mail server refused for their token
 * @param putOff log-ins that were not tried because there was no token just then
 * @param longestGap the longest time in which nothing could log in
 */
record Outcome(
        int hours,
        Duration hour,
        int refreshes,
        int mostRefreshes,
        int mostAtOnce,
        int shownTwice,
        int logIns,
        int refused,
        int putOff,
        Duration longestGap,
        int delivered,
        long imported,
        List<String> violations) {

    @Override
    public String toString() {
        var text = new StringBuilder("""
                %d hours of %d s each, tokens of an hour, replaced 5 minutes ahead and rotated; two replicas, one killed half-way
                  refreshes  %d, and at most %d; %d at once; refresh tokens shown twice: %d
                  log-ins    %d, refused for their token: %d, put off: %d (longest gap %.1f s)
                  mails      %d delivered, %d imported""".formatted(
                        hours,
                        hour.toSeconds(),
                        refreshes,
                        mostRefreshes,
                        mostAtOnce,
                        shownTwice,
                        logIns,
                        refused,
                        putOff,
                        longestGap.toMillis() / 1e3,
                        delivered,
                        imported));
        violations.forEach(violation -> text.append("\n  VIOLATION ").append(violation));
        return text.toString();
    }
}
