package io.mailroom.settings;

import io.mailroom.web.Fields;
import io.mailroom.web.Form;

/** IMAP settings as a form. */
final class ImapForm {

    static final Fields FIELDS = Fields.of(
            "name", "Name",
            "imapHost", "Server",
            "imapPort", "Port",
            "sslType", "Encryption",
            "imapUser", "User",
            "imapPassword", "Password",
            "login", "How to log in",
            "oauthGrant", "Sign-in",
            "forgetPassword", "Forget the stored password",
            "trust", "Which certificates to accept",
            "pinnedCertificate", "Fingerprint",
            "caCertificates", "Certificates of the authority",
            "version", "Version");

    private ImapForm() {}

    static Form blank() {
        return ServerForm.blank(FIELDS.blank());
    }

    static Form of(ImapSettingsView stored) {
        return ServerForm.fill(
                        FIELDS.blank(),
                        new ServerForm.Stored(
                                stored.useOAuth(),
                                stored.oauthGrant(),
                                stored.sslType(),
                                stored.ignoreCertificates(),
                                stored.pinnedCertificate(),
                                stored.caCertificates()))
                .with("name", stored.name())
                .with("imapHost", stored.imapHost())
                .with("imapPort", stored.imapPort())
                .with("imapUser", stored.imapUser())
                .with("version", stored.version());
    }

    static ImapSettingsInput input(Form form) {
        ServerForm.demandGrant(form);
        ServerForm.demandTrust(form);
        return new ImapSettingsInput(
                form.text("name"),
                form.text("imapHost"),
                form.number("imapPort"),
                form.optional("imapUser"),
                ServerForm.password(form, "imapPassword"),
                form.text("sslType"),
                ServerForm.ignoresCertificates(form),
                ServerForm.pinned(form),
                ServerForm.authorities(form),
                ServerForm.usesToken(form),
                ServerForm.grant(form),
                form.longNumber("version"));
    }
}
