package io.mailroom.account;

import io.mailroom.web.Problem;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The report of a removal, for whoever has its address: those who have left cannot sign in to read it. */
@Path("/removal")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class RemovalPages {

    record report(DepartureRows.Report report, Map<String, Long> shown, List<DepartureRows.Report.Proof> proof)
            implements TemplateInstance {}

    private final DepartureRows reports;

    RemovalPages(DepartureRows reports) {
        this.reports = reports;
    }

    @GET
    @Path("{id}")
    public TemplateInstance show(UUID id) {
        var found = reports.report(id).orElseThrow(() -> Problem.notFound("There is no such report."));
        return new report(found, found.shown(), found.proof());
    }
}
