package io.mailroom.settings;

import io.mailroom.db.Transactions;
import io.mailroom.settings.ConnectionKind.Connected;
import io.mailroom.settings.ConnectionKind.Stored;
import io.mailroom.settings.ConnectionKind.Typed;
import io.mailroom.settings.MailServers.Imap;
import io.mailroom.settings.MailServers.Smtp;
import jakarta.inject.Singleton;
import java.util.List;

/** Both kinds of connections: mailboxes, which mail is read from, and senders, which it is sent with. */
@Singleton
class ConnectionKinds {

    private final ConnectionKind<ImapSetting, ImapSettingsInput, Imap> imap;
    private final ConnectionKind<SmtpSetting, EmailSettingsInput, Smtp> smtp;

    ConnectionKinds(
            ImapSettings mailboxes,
            SmtpSettings senders,
            MailServers servers,
            ConnectionTests tests,
            Transactions transactions) {
        imap = new ConnectionKind<>(
                MailProtocol.IMAP,
                mailboxes,
                new Typed<>(
                        ImapForm.FIELDS,
                        ImapForm::input,
                        (setting, grant, health) ->
                                new Stored(ImapForm.of(ImapSettingsView.of(setting, grant, health)), health),
                        form -> List.of()),
                new Connected<>(servers::imap, servers::of, tests::of),
                transactions);
        smtp = new ConnectionKind<>(
                MailProtocol.SMTP,
                senders,
                new Typed<>(
                        SmtpForm.FIELDS,
                        SmtpForm::input,
                        (setting, grant, health) ->
                                new Stored(SmtpForm.of(EmailSettingsView.of(setting, grant, health)), health),
                        SmtpForm::identityRows),
                new Connected<>(servers::smtp, servers::of, tests::of),
                transactions);
    }

    ConnectionKind<ImapSetting, ImapSettingsInput, Imap> imap() {
        return imap;
    }

    ConnectionKind<SmtpSetting, EmailSettingsInput, Smtp> smtp() {
        return smtp;
    }

    /** By the word that stands in addresses. */
    ConnectionKind<?, ?, ?> of(String word) {
        return word.equals(MailProtocol.IMAP.word()) ? imap : smtp;
    }
}
