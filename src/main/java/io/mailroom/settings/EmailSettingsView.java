package io.mailroom.settings;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.health.HealthView;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** SMTP settings as they are shown: without the password. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "EmailSettings")
record EmailSettingsView(
        @Schema(examples = "example.org") String name,
        @Schema(examples = "smtp.example.org") String smtpHost,

        @Schema(examples = "587", description = "As stored; absent means the default.") @Nullable
        Integer smtpPort,

        @Schema(examples = "anna@example.org") @Nullable String smtpUser,
        @Schema(examples = "Anna Meier <anna@example.org>") String from,
        @Schema(examples = "family@example.org") @Nullable String replyTo,

        @Schema(examples = "Anna Meier\nExample Ltd.") @Nullable
        String signature,

        @Schema(description = "Whom mails may be from besides that; absent: nobody.") @Nullable
        List<Identity> identities,

        @Schema(examples = "30", description = "Mails in a minute at the most.") @Nullable
        Integer perMinute,

        @Schema(
                examples = "starttls",
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

        @Schema(description = "Where a copy of every mail goes; absent: nowhere.") @Nullable
        SentMailbox sentMailbox,

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
        return smtpHost;
    }

    @Override
    public @Nullable Integer port() {
        return smtpPort;
    }

    @Override
    public @Nullable String user() {
        return smtpUser;
    }

    static EmailSettingsView of(SmtpSetting s, @Nullable String grant, HealthView health) {
        return new EmailSettingsView(
                s.name,
                s.host,
                s.port,
                s.user,
                s.from,
                s.replyTo,
                s.signature,
                s.identities.isEmpty() ? null : s.identities,
                s.perMinute,
                SslType.Wire.write(s.tls),
                s.ignoreCertificates,
                s.pinnedCertificate,
                s.caCertificates,
                s.useOAuth,
                grant,
                s.sentImapName == null ? null : new SentMailbox(s.sentImapName, s.sentMailbox),
                s.password != null,
                s.ignoreCertificates ? List.of(MailSetting.CERTIFICATES_IGNORED) : null,
                health,
                s.version);
    }
}
