package io.mailroom.ops;

import io.mailroom.account.CurrentCaller;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** How the service is doing, for admins. */
@Path("/app/admin/system")
@Produces(MediaType.TEXT_HTML)
class SystemPages {

    /** Enough of a commit to find it. */
    private static final int SHORT = 10;

    record state(VersionResource.Version version, String commit, SystemState.All now) implements TemplateInstance {}

    private final SystemState state;
    private final VersionResource version;
    private final CurrentCaller caller;

    SystemPages(SystemState state, VersionResource version, CurrentCaller caller) {
        this.state = state;
        this.version = version;
        this.caller = caller;
    }

    @GET
    public Uni<TemplateInstance> state() {
        caller.admin();
        var build = version.version();
        String commit =
                build.gitCommit().substring(0, Math.min(SHORT, build.gitCommit().length()));
        return state.all().map(now -> new state(build, commit, now));
    }
}
