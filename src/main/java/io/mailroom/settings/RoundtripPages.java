package io.mailroom.settings;

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
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** Sends a mail from a sender to itself and waits for it, with what is stored; the page is that of the sender. */
@Path("/app/connections")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class RoundtripPages {

    private static final String TEST = "There and back";
    private static final String HERE = "smtp/{name}/roundtrip";

    private final ConnectionKinds kinds;
    private final Roundtrips roundtrips;
    private final MailSettingForms forms;

    RoundtripPages(ConnectionKinds kinds, Roundtrips roundtrips, MailSettingForms forms) {
        this.kinds = kinds;
        this.roundtrips = roundtrips;
        this.forms = forms;
    }

    @POST
    @Path(HERE)
    public RestResponse<TemplateInstance> run(
            @RestPath String name, @RestForm("imap") @DefaultValue("") String mailbox) {
        return run(name, mailbox, Watcher.NOBODY);
    }

    @POST
    @Path(HERE + "/live")
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> runLive(
            @RestPath String name, @RestForm("imap") @DefaultValue("") String mailbox, @Context Sse sse) {
        return WatchedTests.watch(sse, watcher -> run(name, mailbox, watcher));
    }

    private RestResponse<TemplateInstance> run(String name, String mailbox, Watcher watcher) {
        return forms.test(
                kinds.smtp(),
                name,
                who -> Checked.of(
                        TEST,
                        roundtrips.run(
                                who,
                                kinds.smtp().named(who, name),
                                kinds.imap().named(who, mailbox),
                                "INBOX",
                                watcher.of(TEST))));
    }

    /** Whoever loads it again. */
    @GET
    @Path(HERE)
    public RestResponse<TemplateInstance> again(@RestPath String name) {
        return Reply.seeOther(MailSettingForms.path("smtp", name));
    }
}
