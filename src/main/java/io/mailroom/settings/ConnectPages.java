package io.mailroom.settings;

import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.db.Transactions;
import io.mailroom.mime.Address;
import io.mailroom.oauth.SignInOffers;
import io.mailroom.provider.LoginWay;
import io.mailroom.provider.MailProviders;
import io.mailroom.provider.Proposal;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Option;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Connecting a mailbox: from its address to both directions tested and saved. Between its pages nothing is kept here. */
@Path("/app/connections/new")
@Produces(MediaType.TEXT_HTML)
class ConnectPages {

    private static final String HERE = "/app/connections/new";

    record start(Form form) implements TemplateInstance {}

    /**
     * @param offer a sign-in that may be had instead of a password
     * @param needed the name of a provider that takes nothing else, and where nobody can sign in here
     * @param open whether the servers are there to be filled in
     * @param half which direction works alone
     */
    record connect(
            Form form,
            @Nullable Found found,
            SignInOffers.@Nullable Offer offer,
            @Nullable String needed,
            boolean open,
            List<Option> encryption,
            List<Checked> checks,
            String half)
            implements TemplateInstance {}

    record done(String name, boolean reads, boolean sends) implements TemplateInstance {}

    private final MailProviders providers;
    private final SignInOffers offers;
    private final BothDirections both;
    private final OwnNames names;
    private final Transactions transactions;
    private final Forms forms;
    private final CurrentCaller caller;

    ConnectPages(
            MailProviders providers,
            SignInOffers offers,
            BothDirections both,
            OwnNames names,
            Transactions transactions,
            Forms forms,
            CurrentCaller caller) {
        this.providers = providers;
        this.offers = offers;
        this.both = both;
        this.names = names;
        this.transactions = transactions;
        this.forms = forms;
        this.caller = caller;
    }

    /**
     * The first page asks for the address, the next one shows what was found for it.
     *
     * @param by {@code hand} to look for nothing
     * @param proposal which of those that were found
     * @param grant what to log in with
     */
    @GET
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> ask(
            @RestQuery @Nullable String address,
            @RestQuery @DefaultValue("") String by,
            @RestQuery @DefaultValue("0") int proposal,
            @RestQuery @Nullable String grant) {
        if (address == null) {
            return Reply.page(new start(ConnectForm.blank("")));
        }
        String typed = address.strip();
        // Whoever did not consent comes back by the same address.
        String signedIn = names.isGrant(caller.get(), grant) ? grant : null;
        try {
            return Reply.page(by.equals("hand") ? byHand(typed, signedIn) : found(typed, proposal, signedIn));
        } catch (Problem refusal) {
            return Reply.refused(new start(ConnectForm.blank(typed).complaining(refusal)));
        }
    }

    private TemplateInstance byHand(String address, @Nullable String grant) {
        try {
            Address.parse(address);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("address", "must be an e-mail address such as anna@example.org");
        }
        var form = ConnectForm.by(address, names.free(caller.get(), address)).with("grant", grant);
        return new connect(form, null, null, null, true, ConnectForm.ENCRYPTION, List.of(), "");
    }

    private TemplateInstance found(String typed, int chosen, @Nullable String grant) {
        var who = caller.get();
        var view = providers.find(who.accountId(), typed);
        String address = view.address();
        String name = names.free(who, address);
        if (view.proposals().isEmpty()) {
            var form = ConnectForm.by(address, name).with("grant", grant);
            return new connect(form, Found.of(view, 0), null, null, true, ConnectForm.ENCRYPTION, List.of(), "");
        }
        int number = Math.clamp(chosen, 0, view.proposals().size() - 1);
        var proposal = view.proposals().get(number);
        var form = ConnectForm.of(address, name, proposal).with("grant", grant);
        var offer = grant == null ? offer(who, proposal) : Optional.<SignInOffers.Offer>empty();
        return new connect(
                form,
                Found.of(view, number),
                offer.filter(SignInOffers.Offer::registered).orElse(null),
                needed(proposal, offer),
                proposal.imap().isEmpty() || proposal.smtp().isEmpty(),
                ConnectForm.ENCRYPTION,
                List.of(),
                "");
    }

    private Optional<SignInOffers.Offer> offer(Caller who, Proposal proposal) {
        return proposal.login().stream()
                .filter(way -> way.kind() == LoginWay.Kind.OAUTH && way.provider() != null)
                .findFirst()
                .flatMap(
                        way -> transactions.await(() -> offers.at(who.collectiveId(), String.valueOf(way.provider()))));
    }

    private static @Nullable String needed(Proposal proposal, Optional<SignInOffers.Offer> offer) {
        boolean only = !proposal.login().isEmpty()
                && proposal.login().stream().allMatch(way -> way.kind() == LoginWay.Kind.OAUTH);
        return only
                ? offer.filter(found -> !found.registered())
                        .map(SignInOffers.Offer::name)
                        .orElse(null)
                : null;
    }

    @POST
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> connect(MultivaluedMap<String, String> submitted) {
        return submit(submitted, Watcher.NOBODY);
    }

    @POST
    @Path("live")
    @Blocking
    @RunOnVirtualThread
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> connectLive(MultivaluedMap<String, String> submitted, @Context Sse sse) {
        return WatchedTests.watch(sse, watcher -> submit(submitted, watcher));
    }

    private RestResponse<TemplateInstance> submit(MultivaluedMap<String, String> submitted, Watcher watcher) {
        var form = ConnectForm.read(submitted);
        if (!names.isGrant(caller.get(), form.optional("grant"))) {
            form.with("grant", null);
        }
        var act = Act.of(submitted);
        act.trusted().ifPresent(pin -> trust(form, pin));
        var imap = ConnectForm.imap(form);
        var smtp = ConnectForm.smtp(form);
        if (ConnectForm.lacksPassword(form)) {
            form.complain("password", "is needed");
        }
        boolean good = act.is("sending") || forms.accepts(form, imap);
        if (!(act.is("reading") || forms.accepts(form, smtp)) || !good || form.isRefused()) {
            return Reply.refused(again(form, List.of(), ""));
        }
        try {
            return switch (act.name()) {
                case "reading" -> {
                    both.saveReading(caller.get(), imap);
                    yield done(form, true, false);
                }
                case "sending" -> {
                    both.saveSending(caller.get(), ConnectForm.smtp(form.with("copies", null)));
                    yield done(form, false, true);
                }
                default -> tested(form, imap, smtp, watcher);
            };
        } catch (Problem refusal) {
            return Reply.refused(again(form.complaining(refusal), List.of(), ""));
        }
    }

    private RestResponse<TemplateInstance> tested(
            Form form, ImapSettingsInput imap, EmailSettingsInput smtp, Watcher watcher) {
        var who = caller.get();
        var reports = both.test(who, imap, smtp, watcher);
        if (reports.reading().success() && reports.sending().success()) {
            both.save(who, imap, smtp);
            return done(form, true, true);
        }
        String half =
                reports.reading().success() ? "reading" : reports.sending().success() ? "sending" : "";
        var checks = List.of(
                Checked.of(MailProtocol.IMAP.test(), reports.reading()),
                Checked.of(MailProtocol.SMTP.test(), reports.sending()));
        return Reply.page(again(form, checks, half));
    }

    /** @param pin the direction, and the fingerprint */
    private static void trust(Form form, String pin) {
        String fingerprint = pin.substring(pin.indexOf(':') + 1);
        form.with(pin.startsWith("smtp:") ? "smtpPin" : "imapPin", fingerprint);
    }

    private TemplateInstance again(Form form, List<Checked> checks, String half) {
        return new connect(form, null, null, null, true, ConnectForm.ENCRYPTION, checks, half);
    }

    private static RestResponse<TemplateInstance> done(Form form, boolean reads, boolean sends) {
        return Reply.seeOther(HERE + "/done?name="
                + Reply.inPath(form.text("name"))
                + (reads ? "&reads=true" : "") + (sends ? "&sends=true" : ""));
    }

    @GET
    @Path("done")
    public TemplateInstance end(
            @RestQuery @DefaultValue("") String name,
            @RestQuery @DefaultValue("false") boolean reads,
            @RestQuery @DefaultValue("false") boolean sends) {
        return new done(name, reads, sends);
    }
}
