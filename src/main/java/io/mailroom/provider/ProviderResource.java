package io.mailroom.provider;

import io.mailroom.account.CurrentCaller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** From an e-mail address to settings. */
@Path("/api/v1/sec/email/provider")
@Tag(name = "Mail providers")
class ProviderResource {

    private final MailProviders providers;
    private final CurrentCaller caller;

    ProviderResource(MailProviders providers, CurrentCaller caller) {
        this.providers = providers;
        this.caller = caller;
    }

    @GET
    @RunOnVirtualThread
    @Operation(
            summary = "Find the servers for an e-mail address",
            description =
                    "Proposals for IMAP and SMTP settings, the most trusted first: the list that Mailroom brings;"
                            + " if that knows nothing, the provider's own autoconfiguration, Thunderbird's database, SRV records"
                            + " and the domain's mail servers, asked at the same time. No password is needed, and none is tried.")
    @APIResponse(
            responseCode = "200",
            description = "What was found, and what each source said; also if that is nothing.")
    @APIResponse(responseCode = "422", description = "It is not the address of a mailbox at a domain.")
    @APIResponse(responseCode = "429", description = "Too many of your searches are under way.")
    @APIResponse(responseCode = "503", description = "Too many searches are under way.")
    public ProviderView find(@Parameter(example = "anna@example.org") @RestQuery @Nullable String address) {
        return providers.find(caller.get().accountId(), address == null ? "" : address);
    }
}
