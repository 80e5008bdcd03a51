package io.mailroom.settings;

import io.mailroom.account.Caller;
import io.mailroom.db.Transactions;
import io.mailroom.web.Form;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Senders, which mail is sent with. */
@Singleton
class SmtpKind extends ConnectionKind<SmtpSetting, EmailSettingsInput, MailServers.Smtp> {

    private final MailServers servers;
    private final ConnectionTests tests;

    SmtpKind(SmtpSettings settings, MailServers servers, ConnectionTests tests, Transactions transactions) {
        super(MailProtocol.SMTP, SmtpForm.FIELDS, settings, transactions);
        this.servers = servers;
        this.tests = tests;
    }

    @Override
    EmailSettingsInput input(Form form) {
        return SmtpForm.input(form);
    }

    @Override
    Uni<Stored> stored(Caller caller, String name) {
        return settings()
                .get(
                        caller,
                        name,
                        (setting, grant, health) ->
                                new Stored(SmtpForm.of(EmailSettingsView.of(setting, grant, health)), health));
    }

    @Override
    Uni<Optional<MailServers.Smtp>> server(UUID account, String name) {
        return servers.smtp(account, name);
    }

    @Override
    Uni<MailServers.Smtp> server(SmtpSetting setting) {
        return servers.of(setting);
    }

    @Override
    ConnectionReport test(UUID account, MailServers.Smtp server, Consumer<Phases.Glance> onlooker) {
        return tests.of(account, server, onlooker);
    }

    @Override
    List<String> identityRows(Form form) {
        return SmtpForm.identityRows(form);
    }
}
