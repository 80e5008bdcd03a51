package io.mailroom.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.health.HealthView;
import java.util.List;
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

        @Schema(
                examples = "ab530f6c0bd59f5f61a0d03e2db12a676a8ccbbe0fa827843b705f1c9c632a11",
                description = "64 lower case hexadecimal digits.")
        @Nullable
        String pinnedCertificate,

        @Schema(description = "As stored, in PEM.") @Nullable
        String caCertificates,

        @Schema(examples = "false") boolean useOAuth,

        @Schema(examples = "gmail", description = "The OAuth2 grant that logs in; absent: none.") @Nullable
        String oauthGrant,

        @Schema(examples = "true", readOnly = true) boolean hasPassword,

        @Schema(readOnly = true, description = "What is unsafe about these settings; absent where nothing is.")
        @Nullable
        List<String> warnings,

        @Schema(readOnly = true) HealthView health,

        @Schema(examples = "3", description = "Also the ETag.")
        long version)
        implements MailSettingView {

    @Override
    public String host() {
        return imapHost;
    }

    @Override
    public @Nullable Integer port() {
        return imapPort;
    }

    @Override
    public @Nullable String user() {
        return imapUser;
    }

    static ImapSettingsView of(ImapSetting s, @Nullable String grant, HealthView health) {
        return new ImapSettingsView(
                s.name,
                s.host,
                s.port,
                s.user,
                SslType.Wire.write(s.tls),
                s.ignoreCertificates,
                s.pinnedCertificate,
                s.caCertificates,
                s.useOAuth,
                grant,
                s.password != null,
                s.ignoreCertificates ? List.of(MailSetting.CERTIFICATES_IGNORED) : null,
                health,
                s.version);
    }
}
