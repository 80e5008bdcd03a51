package io.mailroom.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** IMAP settings as they are shown: without the password. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ImapSettings")
record ImapSettingsView(
        @Schema(examples = "example.org") String name,
        @Schema(examples = "imap.example.org") String imapHost,

        @Schema(examples = "993", description = "As stored; absent means the default.") @Nullable
        Integer imapPort,

        @Schema(examples = "anna@example.org") @Nullable String imapUser,

        @Schema(
                examples = "ssl",
                enumeration = {"ssl", "starttls", "none"})
        String sslType,

        @Schema(examples = "false") boolean ignoreCertificates,
        @Schema(examples = "false") boolean useOAuth,
        @Schema(examples = "true", readOnly = true) boolean hasPassword,

        @Schema(examples = "3", description = "Also the ETag.")
        long version) {

    static ImapSettingsView of(ImapSetting s) {
        return new ImapSettingsView(
                s.name,
                s.host,
                s.port,
                s.user,
                SslType.Wire.write(s.tls),
                s.ignoreCertificates,
                s.useOAuth,
                s.password != null,
                s.version);
    }
}
