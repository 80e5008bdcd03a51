package io.mailroom.audit;

import java.util.Locale;

/** What came of an act. */
public enum Result {
    DONE,
    /** By us: a wrong password, a right that is missing. */
    REFUSED,
    /** By something else. */
    FAILED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
