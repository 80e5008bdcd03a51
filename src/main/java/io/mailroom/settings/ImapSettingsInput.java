package io.mailroom.settings;

import static io.mailroom.settings.MailSettingInput.emptyToNull;

import io.mailroom.web.Ident;
import io.mailroom.web.PageName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** IMAP settings as a client sends them. */
@Schema(name = "ImapSettingsInput")
@OneTrust
record ImapSettingsInput(
        @Schema(examples = "example.org", description = "Stands in URLs; a PUT may change it.")
        @NotNull
        @Ident
        @PageName
        String name,

        @Schema(examples = "imap.example.org") @HostName String imapHost,

        @Schema(examples = "993", description = "Absent: 993 (ssl) or 143 (starttls, none).")
        @Nullable
        @Min(1)
        @Max(65535)
        Integer imapPort,

        @Schema(examples = "anna@example.org", description = "Absent: no authentication.")
        @Nullable
        @OneLine
        @Size(max = 320)
        String imapUser,

        @Schema(
                writeOnly = true,
                description = "Absent or null keeps what is stored, an empty text removes it. With useOAuth it is an"
                        + " OAuth2 access token.")
        @Nullable
        @OneLine
        @Size(max = 8192)
        String imapPassword,

        @Schema(examples = "ssl", description = "ssl, starttls or none, in any case; noencryption means none.") @SslType
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
                                + " without imapUser the grant's address is the user. Absent, null or empty: none.")
        @Nullable
        @Size(max = 128)
        String oauthGrant,

        @Schema(examples = "3", description = "The version that was read; another one in the database is a 409.")
        @Nullable
        Long version)
        implements MailSettingInput<ImapSetting> {

    @Override
    public @Nullable String password() {
        return imapPassword;
    }

    @Override
    public String passwordField() {
        return "imapPassword";
    }

    @Override
    public void applyTo(ImapSetting setting) {
        setting.name = name;
        setting.host = imapHost;
        setting.port = imapPort;
        setting.user = emptyToNull(imapUser);
        setting.tls = SslType.Wire.read(sslType);
        setting.ignoreCertificates = Boolean.TRUE.equals(ignoreCertificates);
        setting.pinnedCertificate = Fingerprint.Digits.of(pinnedCertificate);
        setting.caCertificates = emptyToNull(caCertificates);
        setting.useOAuth = Boolean.TRUE.equals(useOAuth);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ImapSettingsInput[" + name + "]";
    }
}
