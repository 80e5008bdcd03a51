package io.mailroom.handover;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** What is decided on the page of an item about handing it over. */
@Path("/app/items/{item}/handover")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class HandoverPages {

    private final HandedOver handovers;
    private final CurrentCaller caller;

    HandoverPages(HandedOver handovers, CurrentCaller caller) {
        this.handovers = handovers;
        this.caller = caller;
    }

    @POST
    public RestResponse<TemplateInstance> add(@RestPath UUID item, @RestForm String destination) {
        handovers.add(caller.get(), item, destination);
        return back(item, "It is handed over.");
    }

    @POST
    @Path("{id}/retry")
    public RestResponse<TemplateInstance> retry(@RestPath UUID item, @RestPath UUID id) {
        handovers.retry(caller.get(), item, id);
        return back(item, "It is tried again.");
    }

    @POST
    @Path("{id}/cancel")
    public RestResponse<TemplateInstance> cancel(@RestPath UUID item, @RestPath UUID id) {
        handovers.cancel(caller.get(), item, id);
        return back(item, "It is tried no more.");
    }

    private static RestResponse<TemplateInstance> back(UUID item, String flash) {
        return Reply.seeOther("/app/items/" + item, flash);
    }
}
