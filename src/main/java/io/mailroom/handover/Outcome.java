package io.mailroom.handover;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of one attempt. */
sealed interface Outcome {

    /** Whose fault it is, and so what helps. */
    enum Fault {
        /** It may be otherwise later. */
        PASSING,
        /** The destination takes nothing until its owner has seen to it. */
        OF_DESTINATION,
        /** This item will never be taken. */
        OF_ITEM
    }

    /**
     * @param took whether contents of the item are there now, and not only word of it
     * @param remoteId what it is called there
     * @param link where it can be looked at
     */
    record Delivered(
            boolean took,
            @Nullable Integer status,
            @Nullable String answer,
            @Nullable String remoteId,
            @Nullable String link)
            implements Outcome {

        static Delivered as(@Nullable Integer status, @Nullable String answer) {
            return new Delivered(true, status, answer, null, null);
        }
    }

    /** There was nothing in it for this destination. */
    record Skipped(String why) implements Outcome {}

    /** It was taken, and what becomes of it is not known yet. */
    record UnderWay(Duration askAgain) implements Outcome {}

    /**
     * @param status null when there was no answer
     * @param asked how long it wants to be left alone; null when it did not say
     */
    record Refused(
            Fault fault,
            @Nullable Integer status,
            @Nullable String answer,
            String error,
            @Nullable Duration asked) implements Outcome {

        static Refused of(Fault fault, String error) {
            return new Refused(fault, null, null, error, null);
        }
    }
}
