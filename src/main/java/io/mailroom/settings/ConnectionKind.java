package io.mailroom.settings;

import io.mailroom.account.Caller;
import io.mailroom.db.Transactions;
import io.mailroom.health.HealthView;
import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One kind of connections, mailboxes or senders, for the forms and the tests that both have.
 *
 * @param <E> as it is stored
 * @param <I> as it is typed
 * @param <S> as it is connected to
 */
abstract class ConnectionKind<E extends MailSetting, I extends MailSettingInput<E>, S> {

    /** Settings as they are stored: the form that they fill, and how their connection is doing. */
    record Stored(Form form, HealthView health) {}

    private final MailProtocol protocol;
    private final Fields fields;
    private final MailSettings<E, I> settings;
    private final Transactions transactions;

    ConnectionKind(MailProtocol protocol, Fields fields, MailSettings<E, I> settings, Transactions transactions) {
        this.protocol = protocol;
        this.fields = fields;
        this.settings = settings;
        this.transactions = transactions;
    }

    abstract I input(Form form);

    abstract Uni<Stored> stored(Caller caller, String name);

    abstract Uni<Optional<S>> server(UUID account, String name);

    abstract Uni<S> server(E setting);

    abstract ConnectionReport test(UUID account, S server, Consumer<Phases.Glance> onlooker);

    /** Where further senders are typed: those that are there, and one more. */
    List<String> identityRows(Form form) {
        return List.of();
    }

    MailProtocol protocol() {
        return protocol;
    }

    Fields fields() {
        return fields;
    }

    MailSettings<E, I> settings() {
        return settings;
    }

    /** Of what is stored. Blocking. */
    ConnectionReport test(Caller caller, String name, Watcher watcher) {
        return test(caller.accountId(), named(caller, name), watcher.of(protocol.test()));
    }

    /** Of what is not stored. Blocking. */
    ConnectionReport test(Caller caller, I input, Watcher watcher) {
        var server = transactions.await(() -> settings.unsaved(caller, input).chain(this::server));
        return test(caller.accountId(), server, watcher.of(protocol.test()));
    }

    /** Blocking. */
    S named(Caller caller, String name) {
        return transactions
                .await(() -> server(caller.accountId(), name))
                .orElseThrow(() -> Problem.notFound("You have no mail settings named " + name + "."));
    }
}
