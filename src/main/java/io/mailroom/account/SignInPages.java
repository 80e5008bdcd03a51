package io.mailroom.account;

import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.PageChallenge;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The pages at the door: logging in and out. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
class SignInPages {

    private static final Fields FIELDS =
            Fields.of("account", "Account", "password", "Password", "rememberMe", "Stay logged in on this device");

    record login(Form form, String next, boolean signupOpen) implements TemplateInstance {}

    private final Login login;
    private final Sessions sessions;
    private final Tokens tokens;
    private final Membership membership;
    private final Forms forms;
    private final CurrentCaller caller;

    SignInPages(
            Login login, Sessions sessions, Tokens tokens, Membership membership, Forms forms, CurrentCaller caller) {
        this.login = login;
        this.sessions = sessions;
        this.tokens = tokens;
        this.membership = membership;
        this.forms = forms;
        this.caller = caller;
    }

    @GET
    public RestResponse<TemplateInstance> start(@Context HttpServerRequest request) {
        return caller.find().isPresent()
                ? Reply.seeOther("/app")
                : PageChallenge.onceMore(request).map(Reply::page).orElseGet(() -> Reply.seeOther("/login"));
    }

    @GET
    @Path("login")
    public RestResponse<TemplateInstance> ask(
            @RestQuery @DefaultValue("") String next, @Context HttpServerRequest request) {
        return caller.find().isPresent()
                ? Reply.seeOther(PageChallenge.next(next))
                : Reply.page(PageChallenge.onceMore(request).orElseGet(() -> form(FIELDS.blank(), next)));
    }

    @POST
    @Path("login")
    public Uni<RestResponse<TemplateInstance>> enter(
            MultivaluedMap<String, String> submitted,
            @RestQuery @DefaultValue("") String next,
            @Context HttpServerRequest request) {
        var form = FIELDS.read(submitted);
        boolean remember = form.checked("rememberMe");
        var input = new AuthResource.LoginInput(form.text("account"), form.secret("password"), remember);
        if (input.password().isEmpty()) {
            form.complain("password", "is needed");
        }
        if (!forms.accepts(form, input)) {
            return Uni.createFrom().item(Reply.refused(form(form, next)));
        }
        return login.enter(AccountName.parse(input.account()), input.password(), remember, ClientAddress.of(request))
                .map(entered -> switch (entered) {
                    case Login.Entered.Welcome(var who, var session) ->
                        welcome(session, PageChallenge.next(next), request);
                    case Login.Entered.Refused() ->
                        Reply.refused(form(
                                form.complain("Account and password do not go together. Check both and try again."),
                                next));
                })
                .onFailure(Forms::isAboutTheInput)
                .recoverWithItem(refusal -> Reply.refused(form(form.complain((Problem) refusal), next)));
    }

    @POST
    @Path("app/logout")
    public Uni<RestResponse<TemplateInstance>> leave(@Context HttpServerRequest request) {
        return sessions.end(caller.get())
                .map(done -> Reply.to("/login", "You are logged out.")
                        .cookie(SessionCookie.gone(request))
                        .build());
    }

    private TemplateInstance form(Form form, String next) {
        return new login(form, next, membership.signup() != Signup.CLOSED);
    }

    private RestResponse<TemplateInstance> welcome(Sessions.Opened session, String path, HttpServerRequest request) {
        return Reply.to(path)
                .cookie(SessionCookie.of(tokens.sign(session.session(), session.expires()), session, request))
                .build();
    }
}
