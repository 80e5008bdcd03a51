package io.mailroom.outbox;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.Forms;
import io.mailroom.web.Frame;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The pages of what was sent: a list, and each mail with what became of it. */
@Path("/app/sent")
@Produces(MediaType.TEXT_HTML)
class SentPages {

    private static final int PAGE = 50;

    /**
     * @param show {@code all}, or the status of all of them
     * @param item that all of them are about; they may be of colleagues then
     * @param older the last one of this page, where there are more
     */
    record list(
            List<ShownMail> mails,
            String show,
            @Nullable String item,
            @Nullable String older,
            boolean first) implements TemplateInstance {}

    record mail(ShownMail shown) implements TemplateInstance {}

    record mail$state(ShownMail shown) implements TemplateInstance {}

    private final SentMails mails;
    private final CurrentCaller caller;
    private final Frame frame;
    private final Clock clock;

    SentPages(SentMails mails, CurrentCaller caller, Frame frame, Clock clock) {
        this.mails = mails;
        this.caller = caller;
        this.frame = frame;
        this.clock = clock;
    }

    @GET
    public Uni<TemplateInstance> list(
            @RestQuery @Nullable String item,
            @RestQuery @DefaultValue("all") String show,
            @RestQuery @Nullable String before) {
        var who = caller.get();
        var page = Page.of(PAGE, before);
        var about = item == null || item.isBlank() ? null : item;
        return (about == null ? mails.own(who, statuses(show), page) : mails.ofItem(who, about, page))
                .map(found -> new list(
                        shown(page.of(found)),
                        about == null ? show : "all",
                        about,
                        page.cursor(found, SentMailView::id),
                        before == null));
    }

    private static Set<MailStatus> statuses(String show) {
        return switch (show) {
            case "sent" -> EnumSet.of(MailStatus.SENT);
            case "failed" -> EnumSet.of(MailStatus.FAILED, MailStatus.UNKNOWN);
            case "cancelled" -> EnumSet.of(MailStatus.CANCELLED);
            default -> EnumSet.allOf(MailStatus.class);
        };
    }

    private List<ShownMail> shown(List<SentMailView> found) {
        var now = clock.instant();
        return found.stream().map(mail -> ShownMail.of(mail, caller.get(), now)).toList();
    }

    @GET
    @Path("{id}")
    public Uni<TemplateInstance> mail(String id) {
        return mails.get(caller.get(), id)
                .map(found -> ShownMail.of(found, caller.get(), clock.instant()))
                .map(shown -> frame.isFragment() ? new mail$state(shown) : new mail(shown));
    }

    @POST
    @Path("{id}/delete")
    public Uni<RestResponse<TemplateInstance>> delete(String id) {
        return mails.delete(caller.get(), id)
                .map(done -> Reply.seeOther("/app/sent", "Deleted."))
                .onFailure(Forms::isAboutTheInput)
                .recoverWithItem(refusal -> Reply.tooLate("/app/sent/" + SentMails.known(id), (Problem) refusal));
    }
}
