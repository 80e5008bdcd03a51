package io.mailroom.settings;

import io.mailroom.health.ChangeView;
import io.mailroom.health.HealthView;
import io.quarkus.qute.TemplateData;
import org.jspecify.annotations.Nullable;

/**
 * How a connection is doing, as a page tells it.
 *
 * @param chip as the chips of pages have it
 * @param cause null where nothing is wrong
 * @param said the words of the server
 * @param step the one that mends it
 */
@TemplateData
record Doing(
        String chip,
        String word,
        @Nullable String cause,
        @Nullable String said,
        @Nullable String step,
        @Nullable Long lastSuccess,
        @Nullable Long lastFailure,
        @Nullable Long nextAttempt) {

    static Doing of(HealthView health) {
        boolean trouble = health.cause() != null;
        return new Doing(
                chip(health.state()),
                word(health.state()),
                trouble ? CauseWords.title(health.cause()) : null,
                health.message() == null || !trouble ? null : CauseWords.plain(health.message()),
                health.advice() == null ? null : CauseWords.plain(health.advice()),
                health.lastSuccess(),
                health.lastFailure(),
                health.nextAttempt());
    }

    /** A change of its state, some time ago. */
    @TemplateData
    record Change(long when, String chip, String word, String text) {

        static Change of(ChangeView change) {
            boolean edited = change.state().equals("unknown");
            return new Change(
                    change.changed(),
                    Doing.chip(change.state()),
                    edited ? "Changed" : Doing.word(change.state()),
                    edited
                            ? "Its settings were changed."
                            : change.cause() == null ? "" : CauseWords.title(change.cause()) + ".");
        }
    }

    private static String chip(String state) {
        return switch (state) {
            case "ok" -> "ok";
            case "degraded" -> "warning";
            case "needs-reauth", "blocked" -> "failed";
            default -> "off";
        };
    }

    private static String word(String state) {
        return switch (state) {
            case "ok" -> "Works";
            case "degraded" -> "Has trouble";
            case "needs-reauth" -> "Sign in again";
            case "blocked" -> "Needs you";
            default -> "Not used yet";
        };
    }
}
