package io.mailroom.oauth;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BaseUrl;
import io.mailroom.web.BasicResult;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** A collective's own registrations at providers, for its admins. */
@Path("/api/v1/sec/oauth/client")
@Tag(name = "OAuth2")
class ClientResource {

    @Schema(name = "OAuthClientList")
    record ClientList(List<ClientView> items) {}

    private final OAuthClients clients;
    private final BaseUrl base;
    private final CurrentCaller caller;

    ClientResource(OAuthClients clients, BaseUrl base, CurrentCaller caller) {
        this.clients = clients;
        this.base = base;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "List your collective's own providers (admin)", description = "Without their secrets.")
    public Uni<ClientList> list(@Context HttpServerRequest request) {
        return clients.list(caller.admin(), redirectUri(request)).map(ClientList::new);
    }

    @POST
    @Operation(summary = "Store a provider for your collective (admin)")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "409", description = "Your collective has one of that id.")
    @APIResponse(responseCode = "422", description = "Values are invalid; errors names every field.")
    public Uni<BasicResult> add(@Valid @NotNull ClientInput input) {
        return clients.add(caller.admin(), input).replaceWith(() -> BasicResult.of("Provider stored."));
    }

    @GET
    @Path("{provider}")
    @Operation(summary = "Get one of your collective's own providers (admin)", description = "Without its secret.")
    @APIResponse(responseCode = "200", description = "As asked for.")
    @APIResponse(responseCode = "404", description = "Your collective has none of that id.")
    public Uni<ClientView> get(
            @Parameter(example = "google") @RestPath String provider, @Context HttpServerRequest request) {
        return clients.get(caller.admin(), provider, redirectUri(request));
    }

    @PUT
    @Path("{provider}")
    @Operation(
            summary = "Replace one of your collective's own providers (admin)",
            description =
                    "A secret that is left out is kept. Grants go on with the new secret as long as the client id is"
                            + " the same.")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "404", description = "Your collective has none of that id.")
    @APIResponse(responseCode = "409", description = "It was changed meanwhile.")
    @APIResponse(responseCode = "422", description = "Values are invalid; errors names every field.")
    public Uni<BasicResult> replace(
            @Parameter(example = "google") @RestPath String provider, @Valid @NotNull ClientInput input) {
        return clients.replace(caller.admin(), provider, input).replaceWith(() -> BasicResult.of("Provider stored."));
    }

    @DELETE
    @Path("{provider}")
    @Operation(summary = "Remove one of your collective's own providers (admin)")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "404", description = "Your collective has none of that id.")
    @APIResponse(responseCode = "409", description = "Grants were made with it.")
    public Uni<BasicResult> remove(@Parameter(example = "google") @RestPath String provider) {
        return clients.remove(caller.admin(), provider).replaceWith(() -> BasicResult.of("Provider removed."));
    }

    private String redirectUri(HttpServerRequest request) {
        return base.of(BrowserProof.PATH, request).toString();
    }
}
