package io.mailroom.retention;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What is kept for a time of its own. */
public enum Kind {
    ITEMS("Items", "item", "items"),
    ORIGINALS("Original messages", "original message", "original messages"),
    LEDGER("Import ledger", "line", "lines"),
    RUNS("Import runs", "run", "runs"),
    SENT("Sent mails", "sent mail", "sent mails"),
    AUDIT("Security log", "entry of the security log", "entries of the security log");

    private final String title;
    private final String one;
    private final String many;

    Kind(String title, String one, String many) {
        this.title = title;
        this.one = one;
        this.many = many;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String title() {
        return title;
    }

    public String one() {
        return one;
    }

    public String many() {
        return many;
    }
}
