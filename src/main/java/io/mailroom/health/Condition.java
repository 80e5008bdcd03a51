package io.mailroom.health;

import io.mailroom.egress.Cause;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a connection is doing, as its row says. */
record Condition(
        State state,
        @Nullable Cause cause,
        @Nullable String message,
        Instant since,
        @Nullable Instant lastSuccess,
        @Nullable Instant lastFailure,
        int failures,
        int authFailures,
        @Nullable Instant nextAttempt,
        boolean waits,
        @Nullable Instant attemptUntil,
        @Nullable Instant tested,
        @Nullable State told,
        boolean noticed,
        long changes,
        long allFailures) {

    /** With a space at either end. */
    static final String COLUMNS = " h.state, h.cause, h.message, h.since, h.last_success, h.last_failure, h.failures,"
            + " h.auth_failures, h.next_attempt, h.waits, h.attempt_until, h.tested, h.told, h.noticed, h.changes,"
            + " h.all_failures ";

    /** For how long a connection has to work until the next throttling is the first one. */
    private static final Duration THROTTLING_REMEMBERED = Duration.ofHours(1);

    /** Of a connection that was never used. */
    static Condition unknown(Instant since) {
        return new Condition(
                State.UNKNOWN, null, null, since, null, null, 0, 0, null, false, null, null, null, false, 0, 0);
    }

    static Condition of(Row row) {
        return new Condition(
                State.of(row.getString("state")),
                cause(row.getString("cause")),
                row.getString("message"),
                row.getOffsetDateTime("since").toInstant(),
                instant(row.getOffsetDateTime("last_success")),
                instant(row.getOffsetDateTime("last_failure")),
                row.getInteger("failures"),
                row.getInteger("auth_failures"),
                instant(row.getOffsetDateTime("next_attempt")),
                row.getBoolean("waits"),
                instant(row.getOffsetDateTime("attempt_until")),
                instant(row.getOffsetDateTime("tested")),
                row.getString("told") == null ? null : State.of(row.getString("told")),
                row.getBoolean("noticed"),
                row.getLong("changes"),
                row.getLong("all_failures"));
    }

    static @Nullable Cause cause(@Nullable String word) {
        return word == null ? null : Cause.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /**
     * After it was connected. A server that throttles in the middle of the work lets everybody log in: that does not end a row
     * of its refusals. Who keeps away because of what was before is to hear of it: that is a change to them. */
    Condition succeeded(Instant now) {
        return new Condition(
                State.OK,
                null,
                null,
                state == State.OK ? since : now,
                now,
                lastFailure,
                state == State.OK || isThrottled() ? failures : 0,
                0,
                null,
                false,
                null,
                null,
                told,
                noticed,
                somebodyKeepsAway(now) ? changes + 1 : changes,
                allFailures);
    }

    private boolean isThrottled() {
        return cause == Cause.THROTTLED || cause == Cause.TOO_MANY_CONNECTIONS;
    }

    /** For longer than until the next attempt would have been. */
    private boolean somebodyKeepsAway(Instant now) {
        return state.isOver() || authFailures > 0 || Admission.isOutOfTurn(this, now);
    }

    /**
     * As it counts for another failure: failures that a person has to mend and those that pass do not add up, and throttling
     * is forgotten once it worked for a while.
     */
    Condition facing(Cause next, Instant now) {
        boolean sameKind = Consequence.isLasting(next) == (cause != null && Consequence.isLasting(cause));
        boolean forgotten = state == State.OK && since.isBefore(now.minus(THROTTLING_REMEMBERED));
        return waits || sameKind && !forgotten ? this : withFailures(0);
    }

    /** What was wrong before stays the reason while it is what the state comes from. */
    Condition failed(Failure failure, Consequence consequence, Instant now) {
        boolean sameReason = waits && consequence.state() == state && failure.cause() != cause;
        var pause = consequence.pause();
        return new Condition(
                consequence.state(),
                sameReason ? cause : failure.cause(),
                sameReason ? message : failure.message(),
                state == consequence.state() ? since : now,
                lastSuccess,
                now,
                failures + 1,
                failure.cause() == Cause.AUTH ? authFailures + 1 : authFailures,
                pause == null ? null : now.plus(pause),
                pause == null,
                null,
                tested,
                told,
                noticed,
                changes,
                allFailures + 1);
    }

    /** Whoever wants to know of the state knows it; its owner was not written to yet. */
    Condition toldOfState() {
        return with(failures, state, false);
    }

    /** Its owner has been written to. */
    Condition noticedByOwner() {
        return with(failures, told, true);
    }

    private Condition withFailures(int counted) {
        return with(counted, told, noticed);
    }

    private Condition with(int counted, @Nullable State nowTold, boolean nowNoticed) {
        return new Condition(
                state,
                cause,
                message,
                since,
                lastSuccess,
                lastFailure,
                counted,
                authFailures,
                nextAttempt,
                waits,
                attemptUntil,
                tested,
                nowTold,
                nowNoticed,
                changes,
                allFailures);
    }

    /** When it may be tried again; empty for now, and when it waits for a change of settings. */
    Optional<Instant> next() {
        return waits ? Optional.empty() : Optional.ofNullable(nextAttempt);
    }

    /** Whether somebody is trying it at this moment. */
    boolean isBeingTried(Instant now) {
        return attemptUntil != null && attemptUntil.isAfter(now);
    }
}
