package io.mailroom.settings;

import org.jspecify.annotations.Nullable;

/** What saving needs of either kind of settings; read-only fields that a client echoes back are not read at all. */
interface MailSettingInput<E extends MailSetting> {

    String name();

    /** Null keeps the stored password, an empty one clears it. */
    @Nullable
    String password();

    /** As the wire calls it. */
    String passwordField();

    @Nullable
    Boolean ignoreCertificates();

    @Nullable
    String pinnedCertificate();

    @Nullable
    String caCertificates();

    /** The name of the grant to log in with; null or empty for none. */
    @Nullable
    String oauthGrant();

    /** What the caller believes to change; null to win over whoever was faster. */
    @Nullable
    Long version();

    /** Everything but the password, which needs sealing, and the grant, which needs to be found. */
    void applyTo(E setting);

    static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
