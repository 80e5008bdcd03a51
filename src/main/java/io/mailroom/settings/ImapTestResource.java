package io.mailroom.settings;

import io.mailroom.account.CurrentCaller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Tries the caller's IMAP settings, stored or not, against their servers. */
@Path("/api/v1/sec/email/settings/imap")
@Tag(name = "Mail settings (IMAP)")
class ImapTestResource {

    private static final String WHAT =
            "Connects, logs in and opens INBOX read-only, and tells every phase of it. Nothing is changed.";

    private final ConnectionKinds kinds;
    private final CurrentCaller caller;

    ImapTestResource(ConnectionKinds kinds, CurrentCaller caller) {
        this.kinds = kinds;
        this.caller = caller;
    }

    @POST
    @Path("{name}/test")
    @RunOnVirtualThread
    @Operation(summary = "Test stored IMAP settings", description = WHAT)
    @APIResponse(responseCode = "200", description = "How it went, also when it did not: see success.")
    @APIResponse(responseCode = "404", description = "You have no settings of that name.")
    @APIResponse(responseCode = "429", description = "Too many of your requests are waiting for your mail servers.")
    @APIResponse(responseCode = "503", description = "Too many mail servers are being asked at this moment.")
    public ConnectionReport stored(@Parameter(example = "example.org") @RestPath String name) {
        return kinds.imap().test(caller.get(), name, Watcher.NOBODY);
    }

    @POST
    @Path("test")
    @RunOnVirtualThread
    @Operation(
            summary = "Test IMAP settings before they are stored",
            description = WHAT + " Where the password is left out, the stored one of that name is used, if host, port,"
                    + " sslType, trust in certificates, user and useOAuth are the stored ones, too.")
    @APIResponse(responseCode = "200", description = "How it went, also when it did not: see success.")
    @APIResponse(responseCode = "422", description = "Values are invalid; errors names every field.")
    @APIResponse(responseCode = "429", description = "Too many of your requests are waiting for your mail servers.")
    @APIResponse(responseCode = "503", description = "Too many mail servers are being asked at this moment.")
    public ConnectionReport unsaved(@Valid @NotNull ImapSettingsInput input) {
        return kinds.imap().test(caller.get(), input, Watcher.NOBODY);
    }
}
