package io.mailroom.settings;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BasicResult;
import io.mailroom.web.Expected;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The caller's IMAP settings. */
@Path("/api/v1/sec/email/settings/imap")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mail settings (IMAP)")
class ImapSettingsResource {

    record ImapSettingsList(List<ImapSettingsView> items) {}

    private final ImapSettings settings;
    private final CurrentCaller caller;

    ImapSettingsResource(ImapSettings settings, CurrentCaller caller) {
        this.settings = settings;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "List your IMAP settings, ordered by name")
    public Uni<ImapSettingsList> list(
            @Parameter(description = "A part of the name, in any case.", example = "example")
                    @RestQuery
                    @DefaultValue("")
                    String q) {
        return settings.list(caller.get(), q, ImapSettingsView::of).map(ImapSettingsList::new);
    }

    @POST
    @Operation(summary = "Store new IMAP settings")
    @APIResponse(responseCode = "200", description = "Stored; the ETag is their version.")
    @APIResponse(responseCode = "409", description = "The name is taken.")
    @APIResponse(responseCode = "422", description = "Values are invalid; errors names every field.")
    public Uni<RestResponse<BasicResult>> add(@Valid @NotNull ImapSettingsInput input) {
        return settings.add(caller.get(), input).map(ImapSettingsResource::stored);
    }

    @GET
    @Path("{name}")
    @Operation(
            summary = "Get IMAP settings",
            description = "Without the password; hasPassword tells that there is one.")
    @APIResponse(responseCode = "200", description = "As asked for.")
    @APIResponse(responseCode = "404", description = "You have no settings of that name.")
    public Uni<RestResponse<ImapSettingsView>> get(@Parameter(example = "example.org") @RestPath String name) {
        return settings.get(caller.get(), name, ImapSettingsView::of)
                .map(found -> RestResponse.ResponseBuilder.ok(found)
                        .header(HttpHeaders.ETAG, Expected.tag(found.version()))
                        .build());
    }

    @PUT
    @Path("{name}")
    @Operation(
            summary = "Replace IMAP settings",
            description = "The name in the body wins, so this renames, too. A password that is left out is kept. With"
                    + " version or If-Match, a change that somebody else made meanwhile is not overwritten.")
    @APIResponse(responseCode = "200", description = "Stored; the ETag is their new version.")
    @APIResponse(responseCode = "404", description = "You have no settings of that name.")
    @APIResponse(responseCode = "409", description = "The new name is taken, or they were changed meanwhile.")
    @APIResponse(responseCode = "422", description = "Values are invalid; errors names every field.")
    public Uni<RestResponse<BasicResult>> replace(
            @Parameter(example = "example.org") @RestPath String name,
            @Parameter(example = "\"3\"") @RestHeader(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Valid @NotNull ImapSettingsInput input) {
        return settings.replace(caller.get(), name, input, new Expected(ifMatch, input.version()))
                .map(ImapSettingsResource::stored);
    }

    @DELETE
    @Path("{name}")
    @Operation(summary = "Remove IMAP settings")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "404", description = "You have no settings of that name.")
    @APIResponse(responseCode = "409", description = "They are in use, or were changed meanwhile.")
    public Uni<BasicResult> remove(
            @Parameter(example = "example.org") @RestPath String name,
            @Parameter(example = "\"3\"") @RestHeader(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return settings.remove(caller.get(), name, new Expected(ifMatch, null))
                .replaceWith(() -> BasicResult.of("Mail settings removed"));
    }

    private static RestResponse<BasicResult> stored(long version) {
        return RestResponse.ResponseBuilder.ok(BasicResult.of("Mail settings stored."))
                .header(HttpHeaders.ETAG, Expected.tag(version))
                .build();
    }
}
