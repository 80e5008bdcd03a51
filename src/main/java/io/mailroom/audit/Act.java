package io.mailroom.audit;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What is worth a line in the audit trail. Names are stored: one that is changed loses its past. */
public enum Act {
    LOG_IN("Logged in"),
    LOG_OUT("Logged out"),
    LOG_OUT_ELSEWHERE("Logged out everywhere else"),
    SIGN_UP("Signed up"),
    PASSWORD_CHANGED("Changed the password"),
    USER_MADE("Made a user"),
    USER_REMOVED("Removed a user"),
    ADMIN_APPOINTED("Made somebody an admin"),
    ADMIN_DISMISSED("Took an admin's rights away"),
    INVITE_MADE("Made an invite"),
    INVITE_WITHDRAWN("Withdrew an invite"),
    SETTING_MADE("Connected a mail server"),
    SETTING_CHANGED("Changed a mail server"),
    SETTING_REMOVED("Removed a mail server"),
    CERTIFICATE_PINNED("Pinned a certificate"),
    CERTIFICATES_IGNORED("Switched certificate checks off"),
    TASK_MADE("Made an import task"),
    TASK_CHANGED("Changed an import task"),
    TASK_REMOVED("Removed an import task"),
    GRANT_AUTHORISED("Authorised a sign-in"),
    GRANT_REMOVED("Removed a sign-in"),
    PROVIDER_MADE("Added a sign-in provider"),
    PROVIDER_CHANGED("Changed a sign-in provider"),
    PROVIDER_REMOVED("Removed a sign-in provider"),
    WEBHOOK_MADE("Added a webhook"),
    WEBHOOK_CHANGED("Changed a webhook"),
    WEBHOOK_SECRET_RENEWED("Renewed a webhook's secret"),
    WEBHOOK_REMOVED("Removed a webhook"),
    DESTINATION_MADE("Added a destination"),
    DESTINATION_CHANGED("Changed a destination"),
    DESTINATION_REMOVED("Removed a destination"),
    TOKEN_MADE("Made an API token"),
    TOKEN_REVOKED("Revoked an API token"),
    DATA_EXPORTED("Exported data"),
    DATA_IMPORTED("Imported data"),
    RETENTION_CHANGED("Changed how long things are kept"),
    TRAIL_EXPORTED("Exported the security log");

    private final String words;

    Act(String words) {
        this.words = words;
    }

    /** For example {@code log-in}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For people. */
    public String words() {
        return words;
    }

    public static Optional<Act> read(String word) {
        return Stream.of(values()).filter(act -> act.word().equals(word)).findFirst();
    }
}
