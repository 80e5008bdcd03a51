package io.mailroom.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of calling a receiver once. */
sealed interface Outcome {

    record Taken(int status, String answer) implements Outcome {}

    /**
     * @param status null when there was no answer
     * @param gone the receiver says that it is there no more
     * @param asked how long it wants to be left alone; null when it did not say
     */
    record Refused(
            @Nullable Integer status,
            @Nullable String answer,
            String error,
            boolean gone,
            @Nullable Duration asked) implements Outcome {}
}
