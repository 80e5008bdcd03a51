package io.mailroom.item;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Which way a mail went. */
public enum Direction {
    @JsonProperty("incoming")
    INCOMING,
    @JsonProperty("outgoing")
    OUTGOING;

    /** As it stands in JSON and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Direction of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
