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
import java.util.function.Function;

/**
 * One kind of connections, mailboxes or senders, for the forms and the tests that both have.
 *
 * @param <E> as it is stored
 * @param <I> as it is typed
 * @param <S> as it is connected to
 */
record ConnectionKind<E extends MailSetting, I extends MailSettingInput<E>, S>(
        MailProtocol protocol,
        MailSettings<E, I> settings,
        Typed<E, I> typed,
        Connected<E, S> connected,
        Transactions transactions) {

    /** Settings as they are stored: the form that they fill, and how their connection is doing. */
    record Stored(Form form, HealthView health) {}

    /**
     * The form.
     *
     * @param identityRows where further senders are typed: those that are there, and one more
     */
    record Typed<E, I>(
            Fields fields,
            Function<Form, I> input,
            MailSettings.View<E, Stored> stored,
            Function<Form, List<String>> identityRows) {}

    /** The connection: of what is stored under a name, and of any settings. */
    record Connected<E, S>(Named<S> named, Function<E, Uni<S>> of, Test<S> test) {}

    interface Named<S> {
        Uni<Optional<S>> find(UUID account, String name);
    }

    interface Test<S> {
        ConnectionReport run(UUID account, S server, Consumer<Phases.Glance> onlooker);
    }

    Uni<Stored> stored(Caller caller, String name) {
        return settings.get(caller, name, typed.stored());
    }

    /** Of what is stored. Blocking. */
    ConnectionReport test(Caller caller, String name, Watcher watcher) {
        return connected.test().run(caller.accountId(), named(caller, name), watcher.of(protocol.test()));
    }

    /** Of what is not stored. Blocking. */
    ConnectionReport test(Caller caller, I input, Watcher watcher) {
        var server = transactions.await(() -> settings.unsaved(caller, input).chain(connected.of()::apply));
        return connected.test().run(caller.accountId(), server, watcher.of(protocol.test()));
    }

    /** Blocking. */
    S named(Caller caller, String name) {
        return transactions
                .await(() -> connected.named().find(caller.accountId(), name))
                .orElseThrow(() -> Problem.notFound("You have no mail settings named " + name + "."));
    }
}
