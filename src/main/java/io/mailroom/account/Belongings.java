package io.mailroom.account;

import io.mailroom.db.Database;
import java.util.Map;

/**
 * Implemented by every room that keeps rows which no foreign key removes with their account or collective, or which are too
 * many to go with it in one transaction. What is asked for again after a crash has been done in part, or not at all.
 */
public interface Belongings {

    /**
     * Removes some, and stops what is under way. Blocking, within a transaction that also writes down how many these were.
     *
     * @param limit of rows, roughly
     */
    Step removeSome(Database.Session tx, Leaver leaver, int limit);

    /**
     * How far that is.
     *
     * @param removed how many of what, for the report
     * @param more whether rows are left, or something is still under way: it is to be asked again
     */
    record Step(Map<String, Integer> removed, boolean more) {

        public static final Step NOTHING = new Step(Map.of(), false);

        boolean progress() {
            return removed.values().stream().anyMatch(count -> count > 0);
        }
    }
}
