package io.mailroom.health;

import io.mailroom.egress.Cause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection could not be made or went wrong.
 *
 * @param asked how long the server wants to be left alone; null when it did not say
 */
record Failure(Cause cause, String message, @Nullable Duration asked) {

    private static final int LONGEST = 1000;

    Failure {
        message = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
    }
}
