package io.mailroom.ops;

import io.mailroom.web.Frame;
import io.mailroom.web.Problem;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** How the whole installation is doing, for those who run it; for others there is no such page. */
@Path(SystemPages.PATH)
@Produces(MediaType.TEXT_HTML)
class SystemPages {

    static final String PATH = "/app/admin/system";

    /** Enough of a commit to find it. */
    private static final int SHORT = 10;

    record state(VersionResource.Version version, String commit, SystemState.All now) implements TemplateInstance {}

    private final SystemState state;
    private final VersionResource version;
    private final Frame frame;

    SystemPages(SystemState state, VersionResource version, Frame frame) {
        this.state = state;
        this.version = version;
        this.frame = frame;
    }

    @GET
    public Uni<TemplateInstance> state() {
        if (!frame.isOperator()) {
            throw Problem.notFound("There is nothing at " + PATH + ".");
        }
        var build = version.version();
        String commit =
                build.gitCommit().substring(0, Math.min(SHORT, build.gitCommit().length()));
        return state.all().map(now -> new state(build, commit, now));
    }
}
