package io.mailroom.oauth;

import io.mailroom.account.CurrentCaller;
import io.mailroom.db.Transactions;
import io.mailroom.web.BaseUrl;
import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Option;
import io.mailroom.web.PageChallenge;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The pages of sign-ins with mail providers: making one, and what has become of it. */
@Path("/app/connections/grants")
@Produces(MediaType.TEXT_HTML)
class GrantPages {

    private static final String LIST = "/app/connections";
    private static final String HERE = LIST + "/grants/";

    private static final Fields CONSENT =
            Fields.of("provider", "Provider", "name", "Name", "address", "E-mail address", "next", "Page");

    private static final Fields PASTE = Fields.of(
                    "provider", "Provider",
                    "name", "Name",
                    "refreshToken", "Refresh token",
                    "clientId", "Client id",
                    "clientSecret", "Client secret",
                    "address", "E-mail address",
                    "acceptOtherAddress", "Take it although it is for another mailbox")
            .withIds("paste"); // it stands beside the other one

    /** @param providers where one can sign in from here; empty where an admin has not registered any */
    record add(Form form, Form paste, List<Option> providers, List<Option> all) implements TemplateInstance {}

    record show(GrantView grant, Form paste) implements TemplateInstance {}

    /** Leads on to the provider; a form may not, by the policy of its page. */
    record leave(String url, String host) implements TemplateInstance {}

    private final GrantViews grants;
    private final GrantRemoval removal;
    private final PastedGrants pasted;
    private final Consents consents;
    private final Providers providers;
    private final Transactions transactions;
    private final BaseUrl base;
    private final Forms forms;
    private final CurrentCaller caller;
    private final Clock clock;

    GrantPages(
            GrantViews grants,
            GrantRemoval removal,
            PastedGrants pasted,
            Consents consents,
            Providers providers,
            Transactions transactions,
            BaseUrl base,
            Forms forms,
            CurrentCaller caller,
            Clock clock) {
        this.grants = grants;
        this.removal = removal;
        this.pasted = pasted;
        this.consents = consents;
        this.providers = providers;
        this.transactions = transactions;
        this.base = base;
        this.forms = forms;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @Path("new")
    @RunOnVirtualThread
    public TemplateInstance blank(@RestQuery @Nullable String provider) {
        return page(CONSENT.blank().with("provider", provider), PASTE.blank().with("provider", provider));
    }

    /** By a token that was got elsewhere. */
    @POST
    @Path("new")
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> paste(MultivaluedMap<String, String> submitted) {
        var form = PASTE.read(submitted);
        var input = input(form, form.text("name"));
        if (!forms.accepts(form, input)) {
            return Reply.refused(page(CONSENT.blank(), form));
        }
        try {
            pasted.add(caller.get(), input);
            return Reply.seeOther(LIST, "The sign-in " + input.name() + " works and is saved.");
        } catch (Problem refusal) {
            return Reply.refused(page(CONSENT.blank(), form.complaining(refusal)));
        }
    }

    @POST
    @Path("authorize")
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> authorize(
            MultivaluedMap<String, String> submitted, @Context HttpServerRequest request) {
        var form = CONSENT.read(submitted);
        var input =
                new ConsentInput(form.optional("provider"), form.text("name"), form.optional("address"), null, null);
        if (!forms.accepts(form, input)) {
            return Reply.refused(page(form, PASTE.blank()));
        }
        String next = form.text("next").isEmpty() ? LIST : PageChallenge.next(form.text("next"));
        try {
            return leave(input, next, request);
        } catch (Problem refusal) {
            return Reply.refused(page(form.complaining(refusal), PASTE.blank()));
        }
    }

    @GET
    @Path("authorize")
    public RestResponse<TemplateInstance> again() {
        return Reply.seeOther(HERE + "new");
    }

    @GET
    @Path("{name}")
    @RunOnVirtualThread
    public TemplateInstance get(@RestPath String name) {
        return page(name, PASTE.blank());
    }

    /** Another token for the same mailbox. */
    @POST
    @Path("{name}")
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> replace(@RestPath String name, MultivaluedMap<String, String> submitted) {
        var form = PASTE.read(submitted);
        var input = input(form, null);
        if (!forms.accepts(form, input)) {
            return Reply.refused(page(name, form));
        }
        try {
            pasted.replace(caller.get(), name, input);
            return Reply.seeOther(LIST, "The sign-in " + name + " works again.");
        } catch (Problem refusal) {
            return Reply.refused(page(name, form.complaining(refusal)));
        }
    }

    @POST
    @Path("{name}/reauthorize")
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> reauthorize(
            @RestPath String name,
            @RestQuery @DefaultValue("false") boolean other,
            @Context HttpServerRequest request) {
        try {
            return leave(ConsentInput.again(name, other), HERE + Reply.inPath(name), request);
        } catch (Problem refusal) {
            return Reply.refused(page(name, PASTE.blank().complaining(refusal)));
        }
    }

    @POST
    @Path("{name}/delete")
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> delete(@RestPath String name) {
        return Reply.seeOther(LIST, removal.remove(caller.get(), name, "sign-in"));
    }

    private RestResponse<TemplateInstance> leave(ConsentInput input, String next, HttpServerRequest request) {
        URI callback = base.of(BrowserProof.PATH, request);
        var begun = consents.begin(caller.get(), input, callback);
        var life = Duration.between(clock.instant(), begun.expires());
        boolean secure = "https".equals(callback.getScheme());
        TemplateInstance page = new leave(
                begun.authorizationUrl().toString(), begun.authorizationUrl().getHost());
        return RestResponse.ResponseBuilder.ok(page)
                .cookie(
                        BrowserProof.cookie(begun.state(), begun.proof(), life, secure),
                        WayBack.cookie(begun.state(), next, life, secure))
                .build();
    }

    private static PasteInput input(Form form, @Nullable String name) {
        return new PasteInput(
                name,
                form.optional("provider"),
                form.optional("clientId"),
                form.optionalSecret("clientSecret"),
                form.secret("refreshToken").strip(),
                form.optional("address"),
                form.checked("acceptOtherAddress"));
    }

    private add page(Form consent, Form paste) {
        var collective = caller.get().collectiveId();
        var all = transactions.await(() -> providers.all(collective));
        return new add(
                consent,
                paste,
                all.stream()
                        .filter(Provider::registered)
                        .map(GrantPages::option)
                        .toList(),
                all.stream().map(GrantPages::option).toList());
    }

    private static Option option(Provider provider) {
        return Option.of(provider.id(), provider.displayName());
    }

    private show page(String name, Form paste) {
        return new show(grants.get(caller.get(), name), paste);
    }
}
