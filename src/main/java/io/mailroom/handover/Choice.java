package io.mailroom.handover;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Which files of an item a destination is given. */
enum Choice {
    /** The message as it came. Of what was no mail, its files. */
    @JsonProperty("mail")
    MAIL,
    @JsonProperty("attachments")
    ATTACHMENTS,
    @JsonProperty("both")
    BOTH;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
