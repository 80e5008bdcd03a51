package io.mailroom.ops;

import io.mailroom.account.CurrentCaller;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What is limited, for admins; only whoever runs the service can change it. */
@Path("/app/admin/limits")
@Produces(MediaType.TEXT_HTML)
class LimitPages {

    record list(Limits.Usage usage, List<Limits.ShownGroup> groups) implements TemplateInstance {}

    private final Limits limits;
    private final CurrentCaller caller;

    LimitPages(Limits limits, CurrentCaller caller) {
        this.limits = limits;
        this.caller = caller;
    }

    @GET
    public Uni<TemplateInstance> list() {
        return limits.usage(caller.admin()).map(usage -> new list(usage, limits.configured()));
    }
}
