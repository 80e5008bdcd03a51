package io.mailroom.account;

import java.util.Arrays;
import java.util.Optional;

/** What an API token may be allowed to do; {@link ApiScopes} says which requests that is. */
enum ApiScope {
    ITEMS_READ("items:read", "Read items", "Lists, mails, attachments and originals."),
    ITEMS_WRITE("items:write", "Read, upload and delete items", "Includes items:read."),
    SEND("send", "Send mail", "With your senders and templates; also reads the outbox and what you have sent."),
    TASKS_READ("tasks:read", "Read import tasks", "With their runs, and what became of every mail."),
    TASKS_WRITE("tasks:write", "Read, change and run import tasks", "Includes tasks:read."),
    SETTINGS_READ(
            "settings:read", "Read connections", "Mailboxes, senders, sign-ins and their health; never passwords."),
    SETTINGS_WRITE(
            "settings:write",
            "Read, change and test connections",
            "Also templates and notices. Includes settings:read."),
    ADMIN("admin", "Administer the collective", "Webhooks, OAuth2 clients and the audit of mails. For admins only.");

    private final String word;
    private final String label;
    private final String help;

    ApiScope(String word, String label, String help) {
        this.word = word;
        this.label = label;
        this.help = help;
    }

    static Optional<ApiScope> of(String word) {
        return Arrays.stream(values()).filter(scope -> scope.word.equals(word)).findFirst();
    }

    /** As it stands in JSON. */
    String word() {
        return word;
    }

    String label() {
        return label;
    }

    String help() {
        return help;
    }

    /** Who may change something may read it, too. */
    boolean covers(ApiScope other) {
        return this == other
                || switch (this) {
                    case ITEMS_WRITE -> other == ITEMS_READ;
                    case TASKS_WRITE -> other == TASKS_READ;
                    case SETTINGS_WRITE -> other == SETTINGS_READ;
                    case ITEMS_READ, SEND, TASKS_READ, SETTINGS_READ, ADMIN -> false;
                };
    }
}
