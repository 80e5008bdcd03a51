package io.mailroom.settings;

import static io.mailroom.settings.MailSettingInput.emptyToNull;

import io.mailroom.web.Ident;
import io.mailroom.web.PageName;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** SMTP settings as a client sends them. */
@Schema(name = "EmailSettingsInput")
@OneTrust
record EmailSettingsInput(
        @Schema(examples = "example.org", description = "Stands in URLs; a PUT may change it.")
        @NotNull
        @Ident
        @PageName
        String name,

        @Schema(examples = "smtp.example.org") @HostName String smtpHost,

        @Schema(examples = "587", description = "Absent: 465 (ssl), 587 (starttls) or 25 (none).")
        @Nullable
        @Min(1)
        @Max(65535)
        Integer smtpPort,

        @Schema(examples = "anna@example.org", description = "Absent: no authentication.")
        @Nullable
        @OneLine
        @Size(max = 320)
        String smtpUser,

        @Schema(
                writeOnly = true,
                description = "Absent or null keeps what is stored, an empty text removes it. With useOAuth it is an"
                        + " OAuth2 access token.")
        @Nullable
        @OneLine
        @Size(max = 8192)
        String smtpPassword,

        @Schema(examples = "Anna Meier <anna@example.org>") @NotEmpty @OneLine @MailboxAddress @Size(max = 998)
        String from,

        @Schema(examples = "family@example.org", description = "Set as Reply-To on every mail.")
        @Nullable
        @OneLine
        @MailboxAddress
        @Size(max = 998)
        String replyTo,

        @Schema(
                examples = "Anna Meier\nExample Ltd.",
                description = "Stands below the text of mails from that address.")
        @Nullable
        @PlainText
        @Size(max = 10_000)
        String signature,

        @Schema(description = "Whom mails may be from besides that.") @Nullable @Size(max = 50)
        List<@NotNull @Valid Identity> identities,

        @Schema(
                examples = "30",
                description =
                        "Mails that are sent in a minute at the most, such as the provider allows. Absent: no limit.")
        @Nullable
        @Min(1)
        @Max(100_000)
        Integer perMinute,

        @Schema(examples = "starttls", description = "ssl, starttls or none, in any case; noencryption means none.")
        @SslType
        String sslType,

        @Schema(
                examples = "false",
                description = "Accept any certificate: whoever stands in between can read and change everything."
                        + " Absent: false.")
        @Nullable
        Boolean ignoreCertificates,

        @Schema(
                examples =
                        "ab:53:0f:6c:0b:d5:9f:5f:61:a0:d0:3e:2d:b1:2a:67:6a:8c:cb:be:0f:a8:27:84:3b:70:5f:1c:9c:63:2a:11",
                description = "Accept this certificate of the server and no other, whatever its names and dates: its"
                        + " SHA-256 fingerprint. Excludes ignoreCertificates and caCertificates.")
        @Nullable
        @Fingerprint
        String pinnedCertificate,

        @Schema(
                description = "Accept certificates of these authorities and no others: one or more in PEM. Excludes"
                        + " ignoreCertificates and pinnedCertificate.")
        @Nullable
        @CertificatePem
        @Size(max = 65536)
        String caCertificates,

        @Schema(examples = "false", description = "Authenticate with XOAUTH2. Absent: false.") @Nullable
        Boolean useOAuth,

        @Schema(
                examples = "gmail",
                description =
                        "The name of an OAuth2 grant to log in with; useOAuth and the password are not used then, and"
                                + " without smtpUser the grant's address is the user. Absent, null or empty: none.")
        @Nullable
        @Size(max = 128)
        String oauthGrant,

        @Schema(
                description =
                        "Where a copy of every mail goes that is sent with these settings. Absent or null: nowhere. Gmail"
                                + " and Microsoft keep copies themselves, so they get none; with them it is where a mail"
                                + " is looked for whose delivery is unknown.")
        @Nullable
        @Valid
        SentMailbox sentMailbox,

        @Schema(examples = "3", description = "The version that was read; another one in the database is a 409.")
        @Nullable
        Long version)
        implements MailSettingInput<SmtpSetting> {

    @Override
    public @Nullable String password() {
        return smtpPassword;
    }

    @Override
    public String passwordField() {
        return "smtpPassword";
    }

    @Override
    public void applyTo(SmtpSetting setting) {
        setting.name = name;
        setting.host = smtpHost;
        setting.port = smtpPort;
        setting.user = emptyToNull(smtpUser);
        setting.from = from;
        setting.replyTo = emptyToNull(replyTo);
        setting.signature = emptyToNull(signature);
        setting.identities = identities == null ? List.of() : List.copyOf(identities);
        setting.perMinute = perMinute;
        setting.tls = SslType.Wire.read(sslType);
        setting.ignoreCertificates = Boolean.TRUE.equals(ignoreCertificates);
        setting.pinnedCertificate = Fingerprint.Digits.of(pinnedCertificate);
        setting.caCertificates = emptyToNull(caCertificates);
        setting.useOAuth = Boolean.TRUE.equals(useOAuth);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "EmailSettingsInput[" + name + "]";
    }
}
