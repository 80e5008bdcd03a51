package io.mailroom.transfer;

import io.mailroom.web.Problem;
import org.jspecify.annotations.Nullable;

/**
 * How to import.
 *
 * @param dryRun everything is done as ever, and then undone
 * @param enableTasks whether import tasks may go on at once where they were enabled
 */
public record Choice(boolean dryRun, Existing existing, boolean enableTasks) {

    /** @param existing a word; null for what is usual */
    public static Choice of(boolean dryRun, @Nullable String existing, boolean enableTasks) {
        return new Choice(
                dryRun,
                Existing.of(existing).orElseThrow(() -> Problem.invalid("existing", "must be skip, replace or rename")),
                enableTasks);
    }
}
