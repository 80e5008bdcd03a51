package io.mailroom.oauth;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a provider is left alone after it has failed. */
final class RetryPause {

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LAST = Duration.ofMinutes(10);

    /** What is asked for beyond this is taken for a mistake. */
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private RetryPause() {}

    /** 5 s, 10 s, 20 s ... 10 min, and never less than it asks for. */
    static Duration after(int failuresBefore, @Nullable Duration retryAfter) {
        var own = shorter(FIRST.multipliedBy(1L << Math.clamp(failuresBefore, 0, 10)), LAST);
        var asked = retryAfter == null ? Duration.ZERO : shorter(retryAfter, LONGEST_ASKED);
        return own.compareTo(asked) > 0 ? own : asked;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
