package io.mailroom.settings;

import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** The pages of one mailbox or sender: its form, its test, and how it is doing. */
@Path("/app/connections")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class MailSettingPages {

    /** Not of the class: where that has a pattern, a wrong method is answered as if there was nothing. */
    private static final String KIND = "{kind:imap|smtp}/";

    private final ConnectionKinds kinds;
    private final MailSettingForms forms;

    MailSettingPages(ConnectionKinds kinds, MailSettingForms forms) {
        this.kinds = kinds;
        this.forms = forms;
    }

    @GET
    @Path(KIND + "new")
    public TemplateInstance blank(@RestPath String kind) {
        return forms.show(kinds.of(kind), null);
    }

    @POST
    @Path(KIND + "new")
    public RestResponse<TemplateInstance> add(@RestPath String kind, MultivaluedMap<String, String> submitted) {
        return forms.submit(kinds.of(kind), null, submitted, Watcher.NOBODY);
    }

    @POST
    @Path(KIND + "new/live")
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> addLive(
            @RestPath String kind, MultivaluedMap<String, String> submitted, @Context Sse sse) {
        return WatchedTests.watch(sse, watcher -> forms.submit(kinds.of(kind), null, submitted, watcher));
    }

    @GET
    @Path(KIND + "{name}")
    public TemplateInstance show(@RestPath String kind, @RestPath String name) {
        return forms.show(kinds.of(kind), name);
    }

    @POST
    @Path(KIND + "{name}")
    public RestResponse<TemplateInstance> change(
            @RestPath String kind, @RestPath String name, MultivaluedMap<String, String> submitted) {
        return forms.submit(kinds.of(kind), name, submitted, Watcher.NOBODY);
    }

    @POST
    @Path(KIND + "{name}/live")
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> changeLive(
            @RestPath String kind, @RestPath String name, MultivaluedMap<String, String> submitted, @Context Sse sse) {
        return WatchedTests.watch(sse, watcher -> forms.submit(kinds.of(kind), name, submitted, watcher));
    }

    @POST
    @Path(KIND + "{name}/test")
    public RestResponse<TemplateInstance> test(@RestPath String kind, @RestPath String name) {
        return tested(kinds.of(kind), name, Watcher.NOBODY);
    }

    @POST
    @Path(KIND + "{name}/test/live")
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> testLive(@RestPath String kind, @RestPath String name, @Context Sse sse) {
        return WatchedTests.watch(sse, watcher -> tested(kinds.of(kind), name, watcher));
    }

    private RestResponse<TemplateInstance> tested(ConnectionKind<?, ?, ?> kind, String name, Watcher watcher) {
        return forms.test(kind, name, who -> Checked.of(kind.protocol().test(), kind.test(who, name, watcher)));
    }

    /** Whoever loads the page of a test again. */
    @GET
    @Path(KIND + "{name}/test")
    public RestResponse<TemplateInstance> tested(@RestPath String kind, @RestPath String name) {
        return Reply.seeOther(MailSettingForms.path(kind, name));
    }

    @POST
    @Path(KIND + "{name}/delete")
    public RestResponse<TemplateInstance> delete(@RestPath String kind, @RestPath String name) {
        return forms.delete(kinds.of(kind), name);
    }
}
