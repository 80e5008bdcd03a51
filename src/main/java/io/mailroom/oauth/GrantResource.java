package io.mailroom.oauth;

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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The caller's grants. */
@Path("/api/v1/sec/oauth/grant")
@Tag(name = "OAuth2")
class GrantResource {

    @Schema(name = "OAuthGrantList")
    record GrantList(List<GrantView> items) {}

    private final GrantViews grants;
    private final PastedGrants pasted;
    private final GrantRemoval removal;
    private final CurrentCaller caller;

    GrantResource(GrantViews grants, PastedGrants pasted, GrantRemoval removal, CurrentCaller caller) {
        this.grants = grants;
        this.pasted = pasted;
        this.removal = removal;
        this.caller = caller;
    }

    @GET
    @RunOnVirtualThread
    @Operation(summary = "List your grants, ordered by name", description = "Without any token.")
    public GrantList list() {
        return new GrantList(grants.list(caller.get()));
    }

    @POST
    @RunOnVirtualThread
    @Operation(
            summary = "Store a grant by its refresh token",
            description =
                    "With client id, client secret and refresh token as Google's oauth2.py prints them. It is tried"
                            + " at once, and stored only if it works.")
    @APIResponse(responseCode = "200", description = "The grant.")
    @APIResponse(responseCode = "409", description = "You have a grant of that name.")
    @APIResponse(responseCode = "422", description = "The provider refuses it; the detail says what it said.")
    @APIResponse(responseCode = "502", description = "The provider could not be asked.")
    public GrantView add(@Valid @NotNull PasteInput input) {
        pasted.add(caller.get(), input);
        return grants.get(caller.get(), String.valueOf(input.name()));
    }

    @GET
    @Path("{name}")
    @RunOnVirtualThread
    @Operation(summary = "Get a grant", description = "Without any token.")
    @APIResponse(responseCode = "200", description = "As asked for.")
    @APIResponse(responseCode = "404", description = "You have no grant of that name.")
    public GrantView get(@Parameter(example = "gmail") @RestPath String name) {
        return grants.get(caller.get(), name);
    }

    @PUT
    @Path("{name}")
    @RunOnVirtualThread
    @Operation(
            summary = "Give a grant another refresh token",
            description =
                    "For the same mailbox. It is tried at once, and stored only if it works; the name in the body is"
                            + " not read.")
    @APIResponse(responseCode = "200", description = "The grant.")
    @APIResponse(responseCode = "404", description = "You have no grant of that name.")
    @APIResponse(responseCode = "422", description = "The provider refuses it; the detail says what it said.")
    @APIResponse(responseCode = "502", description = "The provider could not be asked.")
    public GrantView replace(@Parameter(example = "gmail") @RestPath String name, @Valid @NotNull PasteInput input) {
        pasted.replace(caller.get(), name, input);
        return grants.get(caller.get(), name);
    }

    @DELETE
    @Path("{name}")
    @RunOnVirtualThread
    @Operation(
            summary = "Remove a grant",
            description =
                    "Also at the provider, if it can be reached and has a way to; the answer says what has happened."
                            + " Settings that logged in with it have no login any more.")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "404", description = "You have no grant of that name.")
    public BasicResult remove(@Parameter(example = "gmail") @RestPath String name) {
        return BasicResult.of(removal.remove(caller.get(), name, "grant"));
    }
}
