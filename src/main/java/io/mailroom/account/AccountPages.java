package io.mailroom.account;

import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Frame;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jboss.resteasy.reactive.RestResponse;

/** A user's own account: where notices go, the password, the other places where one is logged in. */
@Path(AccountPages.PATH)
@Produces(MediaType.TEXT_HTML)
class AccountPages {

    static final String PATH = "/app/account";

    private static final Fields NOTICES = Fields.of(
            "enabled", "Write to me when a connection needs me", "address", "Another address for these mails");
    private static final Fields PASSWORD =
            Fields.of("currentPassword", "Current password", "newPassword", "New password");

    record show(Form notices, String accountAddress, Form password, List<Instant> otherSessions, String zone)
            implements TemplateInstance {}

    private final NoticeSettings settings;
    private final Membership membership;
    private final Sessions sessions;
    private final Forms forms;
    private final Frame frame;
    private final CurrentCaller caller;

    AccountPages(
            NoticeSettings settings,
            Membership membership,
            Sessions sessions,
            Forms forms,
            Frame frame,
            CurrentCaller caller) {
        this.settings = settings;
        this.membership = membership;
        this.sessions = sessions;
        this.forms = forms;
        this.frame = frame;
        this.caller = caller;
    }

    @GET
    public Uni<? extends TemplateInstance> show() {
        return page(PASSWORD.blank());
    }

    /** Where a refused form was shown, and is loaded again. */
    @GET
    @Path("{form:notices|password|sessions}")
    public RestResponse<TemplateInstance> back() {
        return Reply.seeOther(PATH);
    }

    @POST
    @Path("notices")
    public Uni<RestResponse<TemplateInstance>> notices(MultivaluedMap<String, String> submitted) {
        var form = NOTICES.read(submitted);
        var input = new NotifyResource.NotifyInput(form.checked("enabled"), form.optional("address"));
        return forms.submit(
                form,
                input,
                () -> settings.put(caller.get(), input.enabled(), input.address())
                        .replaceWith(() -> Reply.seeOther(PATH, "Saved.")),
                refused -> page(refused, PASSWORD.blank()));
    }

    @POST
    @Path("password")
    public Uni<RestResponse<TemplateInstance>> password(MultivaluedMap<String, String> submitted) {
        var form = PASSWORD.read(submitted);
        var input = new UserResource.PasswordInput(form.secret("currentPassword"), form.secret("newPassword"));
        return forms.submit(
                form,
                input,
                () -> membership
                        .changePassword(caller.get(), input.currentPassword(), input.newPassword())
                        .replaceWith(() -> Reply.seeOther(
                                PATH, "Your password is changed, and you are logged out everywhere else.")),
                this::page);
    }

    @POST
    @Path("sessions")
    public Uni<RestResponse<TemplateInstance>> endOthers() {
        return sessions.endOthers(caller.get())
                .replaceWith(() -> Reply.seeOther(PATH, "You are logged out everywhere else."));
    }

    private Uni<show> page(Form password) {
        return settings.get(caller.get())
                .chain(stored -> page(
                        NOTICES.blank().with("enabled", stored.enabled()).with("address", stored.address()), password));
    }

    private Uni<show> page(Form notices, Form password) {
        return Uni.combine()
                .all()
                .unis(settings.get(caller.get()), sessions.others(caller.get()))
                .asTuple()
                .map(both -> new show(
                        notices,
                        Objects.requireNonNullElse(both.getItem1().ofAccount(), ""),
                        password,
                        both.getItem2(),
                        frame.zone().getId()));
    }
}
