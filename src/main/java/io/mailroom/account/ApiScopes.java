package io.mailroom.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which scope of an API token a request needs. What is not here is refused, and a test fails for every path of ours that is
 * not decided. Users, their passwords, sessions, tokens and consents are for people: a token cannot make itself more than
 * it is.
 */
final class ApiScopes {

    private static final String BELOW = "/api/v1/sec/";

    /** What a request needs. */
    sealed interface Need {
        record Scope(ApiScope scope) implements Need {}

        /** Deliberately: only a session does. */
        record Session() implements Need {}

        /** Nobody has decided. */
        record Unknown() implements Need {}
    }

    /** @param read for GET and HEAD; null: a session */
    private record Rule(
            String path, @Nullable ApiScope read, @Nullable ApiScope write) {

        boolean appliesTo(String other) {
            return other.equals(path) || other.startsWith(path + "/");
        }
    }

    /** The first one that applies. */
    private static final List<Rule> RULES = List.of(
            new Rule("item", ApiScope.ITEMS_READ, ApiScope.ITEMS_WRITE),
            new Rule("attachment", ApiScope.ITEMS_READ, ApiScope.ITEMS_WRITE),
            new Rule("upload", ApiScope.ITEMS_READ, ApiScope.ITEMS_WRITE),
            new Rule("email/send", ApiScope.SEND, ApiScope.SEND),
            new Rule("email/draft", ApiScope.SEND, ApiScope.SEND),
            new Rule("email/outbox", ApiScope.SEND, ApiScope.SEND),
            new Rule("email/sent", ApiScope.SEND, ApiScope.SEND),
            new Rule("email/template", ApiScope.SEND, ApiScope.SETTINGS_WRITE),
            new Rule("email/audit", ApiScope.ADMIN, ApiScope.ADMIN),
            new Rule("email/settings", ApiScope.SETTINGS_READ, ApiScope.SETTINGS_WRITE),
            new Rule("email/provider", ApiScope.SETTINGS_READ, ApiScope.SETTINGS_READ),
            new Rule("email/health", ApiScope.SETTINGS_READ, ApiScope.SETTINGS_WRITE),
            new Rule("oauth/provider", ApiScope.SETTINGS_READ, ApiScope.SETTINGS_WRITE),
            new Rule("oauth/client", ApiScope.ADMIN, ApiScope.ADMIN),
            new Rule("oauth/grant/authorize", null, null), // a consent belongs to the browser that began it
            new Rule("oauth/grant/complete", null, null),
            new Rule("oauth/grant/device", null, null),
            new Rule("oauth/grant", ApiScope.SETTINGS_READ, ApiScope.SETTINGS_WRITE),
            new Rule("usertask", ApiScope.TASKS_READ, ApiScope.TASKS_WRITE),
            new Rule("calevent", ApiScope.TASKS_READ, ApiScope.TASKS_READ),
            new Rule("destination", ApiScope.SETTINGS_READ, ApiScope.SETTINGS_WRITE),
            new Rule("webhook", ApiScope.ADMIN, ApiScope.ADMIN),
            new Rule("audit", ApiScope.ADMIN, ApiScope.ADMIN),
            new Rule("collective/retention", ApiScope.ADMIN, ApiScope.ADMIN),
            new Rule("collective/removals", ApiScope.ADMIN, null),
            new Rule("collective/delete", null, null),
            new Rule("user/notify", ApiScope.SETTINGS_READ, ApiScope.SETTINGS_WRITE),
            new Rule("export", null, null), // everything at once
            new Rule("import", null, null),
            new Rule("admin", null, null), // of the whole installation
            new Rule("user", null, null),
            new Rule("invite", null, null),
            new Rule("auth", null, null));

    private ApiScopes() {}

    /** @param path normalized, as it was asked for */
    static Need of(String method, String path) {
        if (!path.startsWith(BELOW)) {
            return new Need.Unknown();
        }
        boolean read = method.equals("GET") || method.equals("HEAD");
        String below = path.substring(BELOW.length());
        if (below.startsWith("oauth/grant/") && below.endsWith("/reauthorize")) {
            return new Need.Session();
        }
        return RULES.stream()
                .filter(rule -> rule.appliesTo(below))
                .findFirst()
                .map(rule -> need(read ? rule.read() : rule.write()))
                .orElseGet(Need.Unknown::new);
    }

    private static Need need(@Nullable ApiScope scope) {
        return scope == null ? new Need.Session() : new Need.Scope(scope);
    }
}
