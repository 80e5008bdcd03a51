package io.mailroom.ops;

import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The first page of whoever is logged in. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
class DashboardPages {

    record start() implements TemplateInstance {}

    @GET
    @Path("app")
    public TemplateInstance show() {
        return new start();
    }
}
