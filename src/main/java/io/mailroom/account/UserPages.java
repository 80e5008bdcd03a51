package io.mailroom.account;

import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The users of a collective, for its admins. */
@Path("/app/admin/users")
@Produces(MediaType.TEXT_HTML)
class UserPages {

    private static final String HERE = "/app/admin/users";

    private static final Fields FIELDS = Fields.of(
            "login", "Name", "password", "First password", "email", "E-mail address", "admin", "Make them an admin");

    /** @param shown the place of the first and last one here, as in "1–50" */
    record list(
            Members.Page page,
            String query,
            String me,
            String shown,
            @Nullable String previous,
            @Nullable String next) implements TemplateInstance {}

    record make(Form form) implements TemplateInstance {}

    /** @param removal where the user is removed */
    record user(
            Members.Member member,
            boolean self,
            String removal,
            @Nullable String refusal) implements TemplateInstance {}

    private final Members members;
    private final Membership membership;
    private final Removal removal;
    private final Forms forms;
    private final CurrentCaller caller;

    UserPages(Members members, Membership membership, Removal removal, Forms forms, CurrentCaller caller) {
        this.members = members;
        this.membership = membership;
        this.removal = removal;
        this.forms = forms;
        this.caller = caller;
    }

    @GET
    public Uni<TemplateInstance> list(@RestQuery @DefaultValue("") String q, @RestQuery @DefaultValue("1") int page) {
        var admin = caller.admin();
        String query = q.strip();
        return members.page(admin, query, page)
                .map(found -> new list(
                        found,
                        query,
                        admin.login(),
                        shown(found),
                        found.number() > 1 ? address(query, found.number() - 1) : null,
                        found.hasMore() ? address(query, found.number() + 1) : null));
    }

    private static String shown(Members.Page page) {
        int before = (page.number() - 1) * Members.PAGE;
        return before + 1 + "–" + (before + page.items().size()) + " of " + page.total();
    }

    private static String address(String login) {
        return HERE + "/" + Reply.inPath(login);
    }

    private static String address(String query, int page) {
        return HERE + "?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8) + "&page=" + page;
    }

    @GET
    @Path("new")
    public TemplateInstance ask() {
        caller.admin();
        return new make(FIELDS.blank());
    }

    @POST
    @Path("new")
    public Uni<RestResponse<TemplateInstance>> add(MultivaluedMap<String, String> submitted) {
        var admin = caller.admin();
        var form = FIELDS.read(submitted);
        var input = new UserResource.UserInput(
                form.text("login"), form.secret("password"), form.optional("email"), form.checked("admin"));
        var newcomer = new Membership.Newcomer(
                input.login(), input.password(), input.email(), Boolean.TRUE.equals(input.admin()));
        return forms.submit(
                form,
                input,
                () -> membership
                        .add(admin, newcomer)
                        .replaceWith(() -> Reply.seeOther(HERE, "Made the user " + input.login() + ".")),
                refused -> Uni.createFrom().item(new make(refused)));
    }

    @GET
    @Path("{login}")
    public Uni<TemplateInstance> show(String login) {
        return page(login, null);
    }

    private Uni<TemplateInstance> page(String login, @Nullable String refusal) {
        var admin = caller.admin();
        return members.get(admin, login)
                .map(member -> new user(member, login.equals(admin.login()), address(login) + "/delete", refusal));
    }

    @POST
    @Path("{login}/admin")
    public Uni<RestResponse<TemplateInstance>> appoint(String login, MultivaluedMap<String, String> submitted) {
        boolean toAdmin = "true".equals(submitted.getFirst("admin"));
        return Uni.createFrom()
                .deferred(() -> members.appoint(caller.admin(), login, toAdmin))
                .replaceWith(() -> Reply.seeOther(
                        address(login), login + (toAdmin ? " is an admin now." : " is no admin any more.")))
                .onFailure(Forms::isAboutTheInput)
                .recoverWithUni(
                        refusal -> page(login, ((Problem) refusal).detail()).map(Reply::refused));
    }

    /** Waits for providers that are told that the user leaves. */
    @POST
    @Path("{login}/delete")
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> remove(String login) {
        removal.remove(caller.admin(), login);
        return Reply.seeOther(HERE, login + " was removed.");
    }
}
