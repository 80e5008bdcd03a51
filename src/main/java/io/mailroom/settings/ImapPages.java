package io.mailroom.settings;

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
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The pages of one mailbox: its form, its test, and how it is doing. */
@Path("/app/connections/imap")
@Produces(MediaType.TEXT_HTML)
class ImapPages {

    private static final String LIST = "/app/connections";
    private static final String TITLE = "Reading mail";

    /** @param stored the name that it has so far; null for a new one */
    record edit(
            Form form,
            @Nullable String stored,
            Choices choices,
            @Nullable Doing doing,
            List<Doing.Change> history,
            @Nullable Checked checked)
            implements TemplateInstance {}

    /** What a page shows of the settings as they are stored. */
    private record Known(@Nullable String name, @Nullable Doing doing, List<Doing.Change> history) {
        static final Known NONE = new Known(null, null, List.of());
    }

    private final ImapSettings settings;
    private final MailServers servers;
    private final ConnectionTests tests;
    private final Healths healths;
    private final OwnNames names;
    private final Transactions transactions;
    private final Forms forms;
    private final CurrentCaller caller;

    ImapPages(
            ImapSettings settings,
            MailServers servers,
            ConnectionTests tests,
            Healths healths,
            OwnNames names,
            Transactions transactions,
            Forms forms,
            CurrentCaller caller) {
        this.settings = settings;
        this.servers = servers;
        this.tests = tests;
        this.healths = healths;
        this.names = names;
        this.transactions = transactions;
        this.forms = forms;
        this.caller = caller;
    }

    @GET
    @Path("new")
    @RunOnVirtualThread
    public TemplateInstance blank() {
        return page(ImapForm.blank(), Known.NONE, null);
    }

    @POST
    @Path("new")
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> add(MultivaluedMap<String, String> submitted) {
        return submitted(submitted, Known.NONE);
    }

    @GET
    @Path("{name}")
    @RunOnVirtualThread
    public TemplateInstance show(@RestPath String name) {
        var stored = stored(name);
        return page(ImapForm.of(stored), known(stored), null);
    }

    @POST
    @Path("{name}")
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> change(@RestPath String name, MultivaluedMap<String, String> submitted) {
        return submitted(submitted, known(stored(name)));
    }

    /** Of what is stored. */
    @POST
    @Path("{name}/test")
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> test(@RestPath String name) {
        var account = caller.get().accountId();
        var form = ImapForm.of(stored(name));
        var setting = transactions
                .await(() -> servers.imap(account, name))
                .orElseThrow(() -> Problem.notFound(unknown(name)));
        try {
            var checked = Checked.of(TITLE, tests.of(account, setting));
            return Reply.page(page(form, known(stored(name)), checked));
        } catch (Problem refusal) {
            return refused(form, known(stored(name)), refusal);
        }
    }

    @GET
    @Path("{name}/test")
    public RestResponse<TemplateInstance> tested(@RestPath String name) {
        return Reply.seeOther(LIST + "/imap/" + name);
    }

    @POST
    @Path("{name}/delete")
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> delete(@RestPath String name) {
        var who = caller.get();
        try {
            transactions.await(
                    () -> settings.remove(who, name, new Expected(null, null)).replaceWith(true));
            return Reply.seeOther(LIST, "The mailbox " + name + " was removed.");
        } catch (Problem refusal) {
            var stored = stored(name);
            return refused(ImapForm.of(stored), known(stored), refusal);
        }
    }

    private RestResponse<TemplateInstance> submitted(MultivaluedMap<String, String> submitted, Known known) {
        var form = ImapForm.FIELDS.read(submitted);
        var act = Act.of(submitted);
        act.trusted().ifPresent(fingerprint -> ServerForm.trusting(form, fingerprint));
        var input = ImapForm.input(form);
        if (!forms.accepts(form, input)) {
            return Reply.refused(page(form, known, null));
        }
        try {
            return act.isSave() ? saved(input, known) : Reply.page(page(form, known, tested(input)));
        } catch (Problem refusal) {
            return refused(form, known, refusal);
        }
    }

    private RestResponse<TemplateInstance> saved(ImapSettingsInput input, Known known) {
        var who = caller.get();
        transactions.await(() -> known.name() == null
                ? settings.add(who, input)
                : settings.replace(who, known.name(), input, new Expected(null, input.version())));
        return Reply.seeOther(LIST, "The mailbox " + input.name() + " is saved.");
    }

    private Checked tested(ImapSettingsInput input) {
        var who = caller.get();
        var setting = transactions.await(() -> settings.unsaved(who, input).chain(servers::of));
        return Checked.of(TITLE, tests.of(who.accountId(), setting));
    }

    private RestResponse<TemplateInstance> refused(Form form, Known known, Problem refusal) {
        if (!Forms.isAboutTheInput(refusal)) {
            throw refusal;
        }
        return Reply.refused(page(form.complain(refusal), known, null));
    }

    private ImapSettingsView stored(String name) {
        var who = caller.get();
        return transactions.awaitAll(() -> settings.get(who, name, ImapSettingsView::of));
    }

    private Known known(ImapSettingsView stored) {
        var account = caller.get().accountId();
        var history = transactions.awaitAll(() -> healths.history(account, Kind.IMAP, stored.name(), null));
        return new Known(
                stored.name(),
                Doing.of(stored.health()),
                history.items().stream().map(Doing.Change::of).toList());
    }

    private edit page(Form form, Known known, @Nullable Checked checked) {
        return new edit(form, known.name(), names.choices(caller.get()), known.doing(), known.history(), checked);
    }

    private static String unknown(String name) {
        return "You have no mailbox named " + name + ".";
    }
}
