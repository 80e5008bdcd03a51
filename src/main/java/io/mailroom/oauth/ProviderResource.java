package io.mailroom.oauth;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BaseUrl;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The providers that access to mailboxes can be had from. */
@Path("/api/v1/sec/oauth/provider")
@Tag(name = "OAuth2")
class ProviderResource {

    @Schema(name = "OAuthProviderList")
    record ProviderList(List<ProviderView> items) {}

    private final Providers providers;
    private final BaseUrl base;
    private final CurrentCaller caller;

    ProviderResource(Providers providers, BaseUrl base, CurrentCaller caller) {
        this.providers = providers;
        this.base = base;
        this.caller = caller;
    }

    @GET
    @WithSession
    @Operation(
            summary = "List the providers that you can use, ordered by id",
            description = "With the redirect URI as it has to be registered there.")
    public Uni<ProviderList> list(@Context HttpServerRequest request) {
        String redirectUri = base.of(BrowserProof.PATH, request).toString();
        return providers
                .all(caller.get().collectiveId())
                .map(all -> new ProviderList(all.stream()
                        .map(provider -> ProviderView.of(provider, redirectUri))
                        .toList()));
    }
}
