package io.mailroom.settings;

import io.mailroom.account.Caller;
import io.mailroom.db.Transactions;
import io.mailroom.web.Form;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Mailboxes, which mail is read from. */
@Singleton
class ImapKind extends ConnectionKind<ImapSetting, ImapSettingsInput, MailServers.Imap> {

    private final MailServers servers;
    private final ConnectionTests tests;

    ImapKind(ImapSettings settings, MailServers servers, ConnectionTests tests, Transactions transactions) {
        super(MailProtocol.IMAP, ImapForm.FIELDS, settings, transactions);
        this.servers = servers;
        this.tests = tests;
    }

    @Override
    ImapSettingsInput input(Form form) {
        return ImapForm.input(form);
    }

    @Override
    Uni<Stored> stored(Caller caller, String name) {
        return settings()
                .get(
                        caller,
                        name,
                        (setting, grant, health) ->
                                new Stored(ImapForm.of(ImapSettingsView.of(setting, grant, health)), health));
    }

    @Override
    Uni<Optional<MailServers.Imap>> server(UUID account, String name) {
        return servers.imap(account, name);
    }

    @Override
    Uni<MailServers.Imap> server(ImapSetting setting) {
        return servers.of(setting);
    }

    @Override
    ConnectionReport test(UUID account, MailServers.Imap server, Consumer<Phases.Glance> onlooker) {
        return tests.of(account, server, onlooker);
    }
}
