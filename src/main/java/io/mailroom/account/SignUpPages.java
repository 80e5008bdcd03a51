package io.mailroom.account;

import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Reply;
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
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The page on which people sign up, by themselves or with an invite; whoever has is logged in at once. */
@Path("/signup")
@Produces(MediaType.TEXT_HTML)
class SignUpPages {

    private static final Fields FIELDS = Fields.of(
            "collectiveName",
            "Name of your household or team",
            "login",
            "Your name",
            "email",
            "E-mail address",
            "password",
            "Password",
            "invite",
            "Invite");

    /** Whoever is invited joins the inviter's collective, and names none: this one is only for the constraints. */
    private static final String INVITERS = "-";

    record signup(Form form, boolean invited) implements TemplateInstance {}

    record closed() implements TemplateInstance {}

    private final Membership membership;
    private final Sessions sessions;
    private final Tokens tokens;
    private final Forms forms;
    private final CurrentCaller caller;

    SignUpPages(Membership membership, Sessions sessions, Tokens tokens, Forms forms, CurrentCaller caller) {
        this.membership = membership;
        this.sessions = sessions;
        this.tokens = tokens;
        this.forms = forms;
        this.caller = caller;
    }

    /** @param invite there, also without a code, for those who have one */
    @GET
    public RestResponse<TemplateInstance> ask(@RestQuery @Nullable String invite) {
        return caller.find().isPresent()
                ? Reply.seeOther("/app")
                : Reply.page(form(FIELDS.blank().with("invite", invite), invite != null));
    }

    @POST
    public Uni<RestResponse<TemplateInstance>> signUp(
            MultivaluedMap<String, String> submitted, @Context HttpServerRequest request) {
        var form = FIELDS.read(submitted);
        boolean invited = isInvited(submitted.containsKey("invite"));
        if (invited && form.text("invite").isEmpty()) {
            form.complain("invite", "is needed");
        }
        var input = input(form, invited);
        var newcomer = new Membership.Newcomer(input.login(), input.password(), input.email(), false);
        return forms.submit(
                form,
                input,
                () -> membership
                        .register(input.collectiveName(), newcomer, input.invite())
                        .chain(account -> welcome(account, request)),
                refused -> Uni.createFrom().item(form(refused, invited)));
    }

    private static UserResource.RegisterInput input(Form form, boolean invited) {
        return new UserResource.RegisterInput(
                invited ? INVITERS : form.text("collectiveName"),
                form.text("login"),
                form.secret("password"),
                form.optional("email"),
                form.optional("invite"));
    }

    private TemplateInstance form(Form form, boolean invited) {
        return membership.signup() == Signup.CLOSED ? new closed() : new signup(form, isInvited(invited));
    }

    private boolean isInvited(boolean bySelf) {
        return bySelf || membership.signup() == Signup.INVITE;
    }

    private Uni<RestResponse<TemplateInstance>> welcome(UUID account, HttpServerRequest request) {
        return sessions.open(account, false)
                .map(session -> Reply.to("/app")
                        .cookie(SessionCookie.of(tokens.sign(session.session(), session.expires()), session, request))
                        .build());
    }
}
