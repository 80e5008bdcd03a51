package io.mailroom.account;

import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;

/** The end of a collective, for its admins, and the reports of users that were removed. */
@Path(CollectivePages.PATH)
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class CollectivePages {

    static final String PATH = "/app/admin/collective";

    private static final Fields FIELDS =
            Fields.of("collective", "Name of your collective", "password", "Your password");

    record show(Form form, String collective, List<DepartureRows.Report> reports) implements TemplateInstance {}

    private final CollectiveRemoval removal;
    private final DepartureRows reports;
    private final CurrentCaller caller;

    CollectivePages(CollectiveRemoval removal, DepartureRows reports, CurrentCaller caller) {
        this.removal = removal;
        this.reports = reports;
        this.caller = caller;
    }

    @GET
    public TemplateInstance show() {
        return page(FIELDS.blank());
    }

    private show page(Form form) {
        var admin = caller.admin();
        return new show(form, admin.collective(), reports.reports(admin.collectiveId()));
    }

    /** Leads to the report, which is all that can be seen from then on. */
    @POST
    public RestResponse<TemplateInstance> delete(
            MultivaluedMap<String, String> submitted, @Context HttpServerRequest request) {
        var form = FIELDS.read(submitted);
        try {
            UUID id = removal.begin(
                    caller.admin(), form.text("collective"), form.secret("password"), ClientAddress.of(request));
            return Reply.seeOther("/removal/" + id);
        } catch (Problem problem) {
            if (!Forms.isAboutTheInput(problem)) {
                throw problem;
            }
            return Reply.refused(page(form.complain(problem)));
        }
    }
}
