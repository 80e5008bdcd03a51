package io.mailroom.secret;

import java.util.UUID;

/**
 * Every column that holds something sealed, of all rooms. What is not here cannot be bound and so not sealed; what is here is
 * sealed anew when the key changes. The values' names are part of what was sealed and never change.
 */
public enum SealedColumn {
    TOKEN_KEYSET("token_keyset", "sealed", "token_keyset.sealed"),
    SMTP_PASSWORD("smtp_setting", "password", "smtp.password"),
    IMAP_PASSWORD("imap_setting", "password", "imap.password"),
    CLIENT_SECRET("oauth_client", "client_secret", "oauth.client.secret"),
    GRANT_CLIENT_SECRET("oauth_grant", "client_secret", "oauth.client-secret"),
    REFRESH_TOKEN("oauth_grant", "refresh_token", "oauth.refresh-token"),
    ACCESS_TOKEN("oauth_grant", "access_token", "oauth.access-token"),
    VERIFIER("oauth_authorization", "verifier", "oauth.verifier"),
    DEVICE_CODE("oauth_authorization", "device_code", "oauth.device-code"),
    WEBHOOK_SECRET("webhook", "secret", "webhook.secret"),
    DESTINATION_SECRET("destination", "secret", "destination.secret");

    private final String table;
    private final String column;
    private final String field;

    SealedColumn(String table, String column, String field) {
        this.table = table;
        this.column = column;
        this.field = field;
    }

    /** What binds a value to this column and the row with that id. */
    public Binding of(UUID row) {
        return new Binding(field, row);
    }

    String table() {
        return table;
    }

    String column() {
        return column;
    }

    /** The type of the table's primary key, {@code id}. */
    String idType() {
        return this == TOKEN_KEYSET ? "smallint" : "uuid";
    }

    /** Comes before all ids. */
    String beforeAll() {
        return this == TOKEN_KEYSET ? "0" : new UUID(0, 0).toString();
    }

    /** @param id as text */
    Binding ofRow(String id) {
        return of(this == TOKEN_KEYSET ? new UUID(0, Long.parseLong(id)) : UUID.fromString(id));
    }

    /**
     * When a row's value may be replaced by the same one sealed anew. While a provider is asked for a new refresh token, the
     * sealed old one says whose answer counts (its lease may run out before the answer is committed): not then.
     */
    String condition() {
        return this == REFRESH_TOKEN
                ? " and (t.lease_for is null or t.lease_until < now() - interval '15 minutes')"
                : "";
    }
}
