package io.mailroom.oauth;

import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.egress.BearerMechanism;
import io.mailroom.web.BaseUrl;
import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Option;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The providers at which the users of a collective can sign in with their mailboxes, for its admins. */
@Path("/app/admin/providers")
@Produces(MediaType.TEXT_HTML)
class ClientPages {

    private static final String HERE = "/app/admin/providers";

    private static final Fields FIELDS = Fields.of(
            "provider", "Short name",
            "kind", "Provider",
            "displayName", "Name that people see",
            "clientId", "Client ID",
            "clientSecret", "Client secret",
            "removeSecret", "Forget the stored secret",
            "tenant", "Tenant",
            "issuer", "Issuer",
            "authorizationEndpoint", "Authorization endpoint",
            "tokenEndpoint", "Token endpoint",
            "deviceAuthorizationEndpoint", "Device authorization endpoint",
            "revocationEndpoint", "Revocation endpoint",
            "userinfoEndpoint", "Userinfo endpoint",
            "jwksUri", "Address of its keys",
            "scopes", "Scopes",
            "sasl", "How tokens are shown to mail servers",
            "authMethod", "How the secret is sent",
            "addressClaim", "Claim that holds the mailbox’s address",
            "authorizeParameters", "More parameters of the request",
            "version", "Version");

    private static final List<Option> KINDS = List.of(
            new Option("google", "Google", "Gmail and Google Workspace. Everything else is known."),
            new Option("microsoft", "Microsoft", "Outlook.com and Microsoft 365. Everything else is known."),
            new Option("oidc", "Another one", "Any OpenID Connect provider; its endpoints are found by its issuer."));

    /** What the form offers to choose from. */
    record Choices(List<Option> kinds, List<Option> sasl, List<Option> methods) {}

    private static final Choices CHOICES = new Choices(
            KINDS,
            List.of(Option.of("XOAUTH2", "XOAUTH2"), Option.of("OAUTHBEARER", "OAUTHBEARER")),
            List.of(
                    Option.of("client_secret_basic", "In the header (client_secret_basic)"),
                    Option.of("client_secret_post", "In the body (client_secret_post)"),
                    Option.of("none", "Not at all: a public client")));

    record list(List<ClientView> own, List<ProviderView> others, String redirectUri) implements TemplateInstance {}

    record make(Form form, Choices choices, String redirectUri) implements TemplateInstance {}

    /** @param removal where it is removed */
    record edit(Form form, Choices choices, ClientView stored, String removal) implements TemplateInstance {}

    private final OAuthClients clients;
    private final Providers providers;
    private final BaseUrl base;
    private final Forms forms;
    private final CurrentCaller caller;

    ClientPages(OAuthClients clients, Providers providers, BaseUrl base, Forms forms, CurrentCaller caller) {
        this.clients = clients;
        this.providers = providers;
        this.base = base;
        this.forms = forms;
        this.caller = caller;
    }

    @GET
    public Uni<TemplateInstance> list(@Context HttpServerRequest request) {
        Caller admin = caller.admin();
        String redirectUri = redirectUri(request);
        return clients.list(admin, redirectUri)
                .chain(own -> Panache.withSession(() -> providers.all(admin.collectiveId()))
                        .map(all -> all.stream()
                                .filter(provider -> !provider.own())
                                .map(provider -> ProviderView.of(provider, redirectUri))
                                .toList())
                        .map(others -> new list(own, others, redirectUri)));
    }

    @GET
    @Path("new")
    public TemplateInstance ask(@Context HttpServerRequest request) {
        caller.admin();
        return new make(FIELDS.blank().with("kind", "google"), CHOICES, redirectUri(request));
    }

    @POST
    @Path("new")
    public Uni<RestResponse<TemplateInstance>> add(
            MultivaluedMap<String, String> submitted, @Context HttpServerRequest request) {
        Caller admin = caller.admin();
        var form = FIELDS.read(submitted);
        String redirectUri = redirectUri(request);
        var input = input(form, form.text("provider").isEmpty() ? form.text("kind") : form.text("provider"));
        return forms.submit(
                form,
                input,
                () -> clients.add(admin, input).replaceWith(() -> Reply.seeOther(HERE, "The provider is stored.")),
                refused -> Uni.createFrom().item(new make(refused, CHOICES, redirectUri)));
    }

    @GET
    @Path("{provider}")
    public Uni<TemplateInstance> show(String provider, @Context HttpServerRequest request) {
        return clients.get(caller.admin(), provider, redirectUri(request)).map(stored -> edit(form(stored), stored));
    }

    @POST
    @Path("{provider}")
    public Uni<RestResponse<TemplateInstance>> replace(
            String provider, MultivaluedMap<String, String> submitted, @Context HttpServerRequest request) {
        Caller admin = caller.admin();
        var form = FIELDS.read(submitted);
        String redirectUri = redirectUri(request);
        var input = input(form, provider);
        return forms.submit(
                form,
                input,
                () -> clients.replace(admin, provider, input)
                        .replaceWith(() -> Reply.seeOther(HERE, "The provider is stored.")),
                refused -> clients.get(admin, provider, redirectUri).map(stored -> edit(refused, stored)));
    }

    @POST
    @Path("{provider}/delete")
    public Uni<RestResponse<TemplateInstance>> remove(String provider, @Context HttpServerRequest request) {
        Caller admin = caller.admin();
        String redirectUri = redirectUri(request);
        return clients.remove(admin, provider)
                .replaceWith(() -> Reply.seeOther(HERE, "The provider was removed."))
                .onFailure(Forms::isAboutTheInput)
                .recoverWithUni(refusal -> clients.get(admin, provider, redirectUri)
                        .map(stored -> Reply.refused(edit(form(stored).complain((Problem) refusal), stored))));
    }

    private static TemplateInstance edit(Form form, ClientView stored) {
        return new edit(form, CHOICES, stored, HERE + "/" + stored.provider() + "/delete");
    }

    private String redirectUri(HttpServerRequest request) {
        return base.of(BrowserProof.PATH, request).toString();
    }

    private static Form form(ClientView stored) {
        return FIELDS.blank()
                .with("provider", stored.provider())
                .with("kind", stored.kind())
                .with("displayName", stored.displayName())
                .with("clientId", stored.clientId())
                .with("tenant", stored.tenant())
                .with("issuer", stored.issuer())
                .with("authorizationEndpoint", stored.authorizationEndpoint())
                .with("tokenEndpoint", stored.tokenEndpoint())
                .with("deviceAuthorizationEndpoint", stored.deviceAuthorizationEndpoint())
                .with("revocationEndpoint", stored.revocationEndpoint())
                .with("userinfoEndpoint", stored.userinfoEndpoint())
                .with("jwksUri", stored.jwksUri())
                .with("scopes", stored.scopes() == null ? null : String.join("\n", stored.scopes()))
                .with("sasl", stored.sasl())
                .with("authMethod", stored.authMethod())
                .with("addressClaim", stored.addressClaim())
                .with("authorizeParameters", lines(stored.authorizeParameters()))
                .with("version", stored.version());
    }

    private static String lines(Map<String, String> parameters) {
        return String.join(
                "\n",
                parameters.entrySet().stream()
                        .map(one -> one.getKey() + "=" + one.getValue())
                        .toList());
    }

    private static ClientInput input(Form form, String provider) {
        return new ClientInput(
                provider,
                form.optional("kind"),
                form.optional("displayName"),
                form.text("clientId"),
                secret(form),
                form.optional("tenant"),
                form.optional("issuer"),
                form.optional("authorizationEndpoint"),
                form.optional("tokenEndpoint"),
                form.optional("deviceAuthorizationEndpoint"),
                form.optional("revocationEndpoint"),
                form.optional("userinfoEndpoint"),
                form.optional("jwksUri"),
                form.lines("scopes").stream()
                        .flatMap(line -> List.of(line.split("\\s+")).stream())
                        .toList(),
                form.choice("sasl", BearerMechanism.class),
                form.optional("authMethod"),
                form.optional("addressClaim"),
                parameters(form),
                form.longNumber("version"));
    }

    /** Nothing typed keeps what is stored. */
    private static @Nullable String secret(Form form) {
        return form.checked("removeSecret") ? "" : form.optionalSecret("clientSecret");
    }

    private static Map<String, String> parameters(Form form) {
        var parameters = new LinkedHashMap<String, String>();
        for (String line : form.lines("authorizeParameters")) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                form.complain("authorizeParameters", "must have a name, = and a value on each line");
            } else {
                parameters.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        return parameters;
    }
}
