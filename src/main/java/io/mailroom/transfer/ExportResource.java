package io.mailroom.transfer;

import io.mailroom.account.CurrentCaller;
import io.mailroom.account.Proof;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What a user has here, to take it to another Mailroom. */
@Path("/api/v1/sec/export")
@Tag(name = "Export and import")
@RunOnVirtualThread
class ExportResource {

    static final String LENGTH = "must have {min} to {max} characters";

    record ExportInput(
            @Schema(
                    writeOnly = true,
                    description = "Seals the secrets of the document. It is kept nowhere: without it they are lost.")
            @NotNull
            @Size(min = DocumentKey.SHORTEST, max = DocumentKey.LONGEST, message = LENGTH)
            String passphrase,

            @Schema(
                    writeOnly = true,
                    description = "That of the account, as a session is not enough for all of its secrets at once. Who"
                            + " has none signs in anew instead.")
            @Nullable
            @Size(max = 1024)
            String password) {

        /** Without passphrase and password. */
        @Override
        public String toString() {
            return "ExportInput";
        }
    }

    private final Export export;
    private final Proof proof;
    private final CurrentCaller caller;

    ExportResource(Export export, Proof proof, CurrentCaller caller) {
        this.export = export;
        this.proof = proof;
        this.caller = caller;
    }

    @POST
    @Operation(
            summary = "Export what you have here",
            description = "Connections, sign-ins, import tasks and templates, for an admin also the collective's OAuth2"
                    + " clients; no mails. Secrets are sealed under the passphrase.")
    @APIResponse(responseCode = "200", description = "The document.")
    @APIResponse(responseCode = "422", description = "The passphrase is too short, or the password is wrong.")
    public RestResponse<byte[]> export(@Valid @NotNull ExportInput input) {
        var owner = caller.get();
        proof.demand(owner, input.password());
        return document(export.of(owner, input.passphrase()));
    }

    static RestResponse<byte[]> document(byte[] bytes) {
        return RestResponse.ResponseBuilder.ok(bytes)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"mailroom-export.json\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
