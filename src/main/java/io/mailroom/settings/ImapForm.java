package io.mailroom.settings;

import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import java.util.List;

/** IMAP settings as a form. */
final class ImapForm {

    static final Fields FIELDS = ServerForm.fields(MailProtocol.IMAP, List.of());

    private ImapForm() {}

    static Form of(ImapSettingsView stored) {
        return ServerForm.of(FIELDS, MailProtocol.IMAP, stored);
    }

    static ImapSettingsInput input(Form form) {
        ServerForm.demandChosen(form);
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
