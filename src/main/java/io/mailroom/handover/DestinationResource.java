package io.mailroom.handover;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BasicResult;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** Where the caller wants imported items to go. */
@Path("/api/v1/sec/destination")
@Tag(name = "Destinations")
@RunOnVirtualThread
class DestinationResource {

    record DestinationList(List<DestinationView> items) {}

    private final Destinations destinations;
    private final CurrentCaller caller;

    DestinationResource(Destinations destinations, CurrentCaller caller) {
        this.destinations = destinations;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "List your destinations", description = "Without their secrets, which are never answered.")
    public DestinationList list() {
        return new DestinationList(destinations.list(caller.get()));
    }

    @POST
    @Operation(
            summary = "Make a destination",
            description =
                    "Import tasks name it in handover.destinations; what they import is delivered at least once, with"
                            + " a key that stays the same at every attempt.")
    @APIResponse(responseCode = "200", description = "Stored.")
    @APIResponse(responseCode = "409", description = "There is one of that name, or you have as many as you may have.")
    @APIResponse(
            responseCode = "422",
            description = "Values are invalid, or the URL leads where nothing is called; errors names every field.")
    public BasicResult add(@Valid @NotNull DestinationInput input) {
        destinations.add(caller.get(), input);
        return BasicResult.of("Destination stored.");
    }

    @GET
    @Path("/{name}")
    @Operation(summary = "Read a destination")
    public RestResponse<DestinationView> get(@RestPath String name) {
        var found = destinations.get(caller.get(), name);
        return RestResponse.ResponseBuilder.ok(found)
                .header(HttpHeaders.ETAG, "\"" + found.version() + "\"")
                .build();
    }

    @PUT
    @Path("/{name}")
    @Operation(
            summary = "Replace a destination",
            description = "Its secret stays unless there is a new one. If it was paused, it goes on.")
    @APIResponse(responseCode = "200", description = "Stored.")
    @APIResponse(responseCode = "409", description = "It was changed meanwhile, or there is one of that name.")
    @APIResponse(
            responseCode = "422",
            description = "Values are invalid, or the URL leads where nothing is called; errors names every field.")
    public BasicResult replace(@RestPath String name, @Valid @NotNull DestinationInput input) {
        destinations.replace(caller.get(), name, input);
        return BasicResult.of("Destination stored.");
    }

    @DELETE
    @Path("/{name}")
    @Operation(summary = "Remove a destination", description = "With whatever waits for it.")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "409", description = "Import tasks name it.")
    public BasicResult remove(@RestPath String name) {
        destinations.remove(caller.get(), name);
        return BasicResult.of("Destination removed.");
    }

    @POST
    @Path("/{name}/test")
    @Operation(
            summary = "Test a destination",
            description = "In phases; nothing is left behind, but that a webhook receives a ping.")
    public CheckView test(@RestPath String name) {
        return destinations.test(caller.get(), name);
    }

    @POST
    @Path("/{name}/resume")
    @Operation(summary = "Let a destination go on", description = "What waits for it is tried at once.")
    public BasicResult goOn(@RestPath String name) {
        destinations.goOn(caller.get(), name);
        return BasicResult.of("It goes on.");
    }
}
