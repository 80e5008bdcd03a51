package io.mailroom.settings;

import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.db.Transactions;
import io.mailroom.health.Healths;
import io.mailroom.health.Kind;
import io.mailroom.web.Expected;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What is done with the forms of mailboxes and of senders, and the page that is shown then. Blocking. */
@ApplicationScoped
class MailSettingForms {

    static final String LIST = "/app/connections";

    /**
     * @param kind {@code imap} or {@code smtp}
     * @param stored the name that it has so far; null for a new one
     * @param identities where further senders are typed
     */
    record edit(
            String kind,
            Form form,
            @Nullable String stored,
            List<String> identities,
            Choices choices,
            @Nullable Doing doing,
            List<Doing.Change> history,
            @Nullable Checked checked)
            implements TemplateInstance {}

    /** What a page shows of the settings as they are stored. */
    private record Known(
            @Nullable String name, Form form, @Nullable Doing doing, List<Doing.Change> history) {}

    private final Healths healths;
    private final OwnNames names;
    private final Transactions transactions;
    private final Forms forms;
    private final CurrentCaller caller;

    MailSettingForms(Healths healths, OwnNames names, Transactions transactions, Forms forms, CurrentCaller caller) {
        this.healths = healths;
        this.names = names;
        this.transactions = transactions;
        this.forms = forms;
        this.caller = caller;
    }

    static String path(String kind, String name) {
        return LIST + "/" + kind + "/" + Reply.inPath(name);
    }

    /** @param name of what is stored; null for a blank form */
    TemplateInstance show(ConnectionKind<?, ?, ?> kind, @Nullable String name) {
        var known = known(kind, name);
        return page(kind, known.form(), known, null);
    }

    <E extends MailSetting, I extends MailSettingInput<E>> RestResponse<TemplateInstance> submit(
            ConnectionKind<E, I, ?> kind,
            @Nullable String name,
            MultivaluedMap<String, String> submitted,
            Watcher watcher) {
        var known = known(kind, name);
        var form = kind.typed().fields().read(submitted);
        var act = Act.of(submitted);
        act.trusted().ifPresent(fingerprint -> ServerForm.trusting(form, fingerprint));
        var input = kind.typed().input().apply(form);
        if (!forms.accepts(form, input)) {
            return Reply.refused(page(kind, form, known, null));
        }
        try {
            return act.isSave()
                    ? saved(kind, name, input)
                    : Reply.page(page(kind, form, known, tested(kind, input, watcher)));
        } catch (Problem refusal) {
            return Reply.refused(page(kind, form.complaining(refusal), known, null));
        }
    }

    private <E extends MailSetting, I extends MailSettingInput<E>> RestResponse<TemplateInstance> saved(
            ConnectionKind<E, I, ?> kind, @Nullable String name, I input) {
        var who = caller.get();
        transactions.await(() -> name == null
                ? kind.settings().add(who, input)
                : kind.settings().replace(who, name, input, new Expected(null, input.version())));
        return Reply.seeOther(LIST, "The " + kind.protocol().noun() + " " + input.name() + " is saved.");
    }

    private <E extends MailSetting, I extends MailSettingInput<E>> Checked tested(
            ConnectionKind<E, I, ?> kind, I input, Watcher watcher) {
        return Checked.of(kind.protocol().test(), kind.test(caller.get(), input, watcher));
    }

    /** Of what is stored; afterwards the page shows what has come of it. */
    RestResponse<TemplateInstance> test(ConnectionKind<?, ?, ?> kind, String name, Function<Caller, Checked> test) {
        var known = known(kind, name);
        try {
            var checked = test.apply(caller.get());
            return Reply.page(page(kind, known.form(), known(kind, name), checked));
        } catch (Problem refusal) {
            return Reply.refused(page(kind, known.form().complaining(refusal), known, null));
        }
    }

    RestResponse<TemplateInstance> delete(ConnectionKind<?, ?, ?> kind, String name) {
        var who = caller.get();
        try {
            transactions.await(() ->
                    kind.settings().remove(who, name, new Expected(null, null)).replaceWith(true));
            return Reply.seeOther(LIST, "The " + kind.protocol().noun() + " " + name + " was removed.");
        } catch (Problem refusal) {
            var known = known(kind, name);
            return Reply.refused(page(kind, known.form().complaining(refusal), known, null));
        }
    }

    private Known known(ConnectionKind<?, ?, ?> kind, @Nullable String name) {
        if (name == null) {
            return new Known(null, ServerForm.blank(kind.typed().fields()), null, List.of());
        }
        var who = caller.get();
        var health = Kind.valueOf(kind.protocol().name());
        var stored = transactions.awaitAll(() -> kind.stored(who, name));
        var history = transactions.awaitAll(() -> healths.history(who.accountId(), health, name, null));
        return new Known(
                name,
                stored.form(),
                Doing.of(stored.health()),
                history.items().stream().map(Doing.Change::of).toList());
    }

    private edit page(ConnectionKind<?, ?, ?> kind, Form form, Known known, @Nullable Checked checked) {
        return new edit(
                kind.protocol().word(),
                form,
                known.name(),
                kind.typed().identityRows().apply(form),
                names.choices(caller.get()),
                known.doing(),
                known.history(),
                checked);
    }
}
