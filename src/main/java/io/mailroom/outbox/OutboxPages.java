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

/** The pages of what is not sent yet, was not, or maybe was. */
@Path("/app/outbox")
@Produces(MediaType.TEXT_HTML)
class OutboxPages {

    private static final int PAGE = 25;
    private static final Set<MailStatus> OPEN =
            EnumSet.of(MailStatus.QUEUED, MailStatus.SENDING, MailStatus.UNKNOWN, MailStatus.FAILED);

    /** @param older the last one of this page, where there are more */
    record list(
            List<ShownMail> mails, boolean live, @Nullable String older, boolean first) implements TemplateInstance {}

    record row(ShownMail mail) implements TemplateInstance {}

    private final SentMails mails;
    private final OutboxActs acts;
    private final CurrentCaller caller;
    private final Frame frame;
    private final Clock clock;

    OutboxPages(SentMails mails, OutboxActs acts, CurrentCaller caller, Frame frame, Clock clock) {
        this.mails = mails;
        this.acts = acts;
        this.caller = caller;
        this.frame = frame;
        this.clock = clock;
    }

    @GET
    public Uni<TemplateInstance> list(@RestQuery @Nullable String before) {
        var who = caller.get();
        var now = clock.instant();
        var page = Page.of(PAGE, before);
        return mails.own(who, OPEN, page).map(found -> {
            var shown = page.of(found).stream()
                    .map(mail -> ShownMail.of(mail, who, now))
                    .toList();
            var older = page.cursor(found, SentMailView::id);
            return new list(shown, shown.stream().anyMatch(ShownMail::isLive), older, before == null);
        });
    }

    /** One of them, as it is by now; the whole page of it is among those that were sent. */
    @GET
    @Path("{id}")
    public Uni<RestResponse<TemplateInstance>> row(String id) {
        return mails.get(caller.get(), id)
                .map(mail -> frame.isFragment()
                        ? Reply.page(new row(ShownMail.of(mail, caller.get(), clock.instant())))
                        : Reply.seeOther(page(id)));
    }

    @POST
    @Path("{id}/cancel")
    public Uni<RestResponse<TemplateInstance>> cancel(String id, @RestQuery @DefaultValue("") String from) {
        return done(acts.cancel(caller.get(), id), id, from, "Cancelled.");
    }

    @POST
    @Path("{id}/retry")
    public Uni<RestResponse<TemplateInstance>> retry(String id, @RestQuery @DefaultValue("") String from) {
        return done(acts.retry(caller.get(), id), id, from, "It is being tried again.");
    }

    @POST
    @Path("{id}/resend")
    public Uni<RestResponse<TemplateInstance>> resend(String id, @RestQuery @DefaultValue("") String from) {
        return done(acts.resend(caller.get(), id), id, from, "It is being sent once more.");
    }

    @POST
    @Path("{id}/delivered")
    public Uni<RestResponse<TemplateInstance>> delivered(String id, @RestQuery @DefaultValue("") String from) {
        return done(acts.delivered(caller.get(), id), id, from, "It counts as sent now.");
    }

    /** @param from {@code outbox} for who decides there about one after the other */
    private static Uni<RestResponse<TemplateInstance>> done(Uni<Void> act, String id, String from, String told) {
        return act.map(done -> Reply.seeOther(from.equals("outbox") ? "/app/outbox" : page(id), told))
                .onFailure(Forms::isAboutTheInput) // mostly, it has gone out meanwhile
                .recoverWithItem(refusal -> Reply.tooLate(page(id), (Problem) refusal));
    }

    private static String page(String id) {
        return "/app/sent/" + SentMails.known(id);
    }
}
