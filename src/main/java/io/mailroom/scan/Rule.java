package io.mailroom.scan;

import java.util.Arrays;
import java.util.Optional;

/** What a mail can be left out for, by the name of the setting that says so. */
enum Rule {
    MIN_SIZE("minSize", "It is smaller than minSize."),
    MAX_SIZE("maxSize", "It is larger than maxSize."),
    FLAGGED_ONLY("flaggedOnly", "It is not flagged."),
    UNREAD_ONLY("unreadOnly", "It has been read."),
    FROM("fromFilter", "No sender matches fromFilter."),
    TO("toFilter", "No recipient matches toFilter."),
    SUBJECT("subjectFilter", "The subject does not match subjectFilter."),
    BODY("bodyFilter", "The text does not contain bodyFilter."),
    ATTACHMENTS_ONLY("attachmentsOnly", "It has no attachment, and nothing else is wanted."),
    FILE_FILTER("fileFilter", "Nothing in it matches fileFilter."),
    FILE_EXCLUDE("fileExclude", "Everything in it is left out by fileExclude."),
    /** No setting: such mails are left alone by every task. */
    ROUNDTRIP("roundtrip", "It is the mail of a test of your settings, and deleted when that is over.");

    private final String setting;
    private final String reason;

    Rule(String setting, String reason) {
        this.setting = setting;
        this.reason = reason;
    }

    static Optional<Rule> of(String setting) {
        return Arrays.stream(values())
                .filter(rule -> rule.setting.equals(setting))
                .findFirst();
    }

    String setting() {
        return setting;
    }

    /** A sentence about the mail, for the owner. */
    String reason() {
        return reason;
    }

    /** Flags change without the mail: what was left out for one may be wanted later. */
    boolean isAboutFlags() {
        return this == FLAGGED_ONLY || this == UNREAD_ONLY;
    }
}
