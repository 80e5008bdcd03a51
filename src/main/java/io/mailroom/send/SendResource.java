package io.mailroom.send;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BasicResult;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Sending a mail, mostly about an item. */
@Path("/api/v1/sec/email/send")
@Tag(name = "Sending")
class SendResource {

    private final Sending sending;
    private final CurrentCaller caller;
    private final ObjectMapper json;

    SendResource(Sending sending, CurrentCaller caller, ObjectMapper json) {
        this.sending = sending;
        this.caller = caller;
        this.json = json;
    }

    @POST
    @Path("/{name}/{itemId}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            summary = "Send a mail about an item",
            description =
                    "Over one of your SMTP settings, with attachments of the item. The mail is stored first, and then this"
                            + " waits for the server's answer. From and Reply-To are those of the setting. An error answer is"
                            + " final: that mail is not sent later. With 202 it is up to the outbox.")
    @APIResponse(
            responseCode = "200",
            description = "The server took it. Where it refused some of the recipients, the message names them.")
    @APIResponse(
            responseCode = "202",
            description =
                    "The outbox goes on with it: the server wants to be asked again later, or has not answered yet;"
                            + " or nobody is to wait for it. detail says which.")
    @APIResponse(responseCode = "404", description = "You have no such SMTP setting, or your collective no such item.")
    @APIResponse(
            responseCode = "409",
            description = "The setting is out of use until it is mended; the detail says how.")
    @APIResponse(responseCode = "413", description = "The mail would be too large.")
    @APIResponse(
            responseCode = "422",
            description =
                    "Values are wrong; errors names every one. Or the Idempotency-Key belongs to another request.")
    @APIResponse(
            responseCode = "502",
            description = "The server could not be reached or refused the mail for every recipient.")
    @APIResponse(responseCode = "503", description = "Too many mails are put together already.")
    public RestResponse<BasicResult> send(
            String name,
            String itemId,
            @Parameter(description = "respond-async: answer as soon as the mail is stored.")
                    @HeaderParam("Prefer")
                    @Nullable
                    String prefer,
            @Parameter(description = "However often a request with this key is sent, it is one mail.")
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String idempotencyKey,
            @NotNull SimpleMail mail) {
        return send(name, itemId, mail, new SendHeaders(prefer, idempotencyKey, json));
    }

    @POST
    @Path("/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            summary = "Send a mail about no item",
            description = "In every other respect as about an item; attachments of any items can go along.")
    @APIResponse(responseCode = "200", description = "The server took it.")
    @APIResponse(responseCode = "202", description = "The outbox goes on with it.")
    @APIResponse(responseCode = "404", description = "You have no such SMTP setting.")
    @APIResponse(responseCode = "422", description = "Values are wrong; errors names every one.")
    public RestResponse<BasicResult> send(
            String name,
            @Parameter(description = "respond-async: answer as soon as the mail is stored.")
                    @HeaderParam("Prefer")
                    @Nullable
                    String prefer,
            @Parameter(description = "However often a request with this key is sent, it is one mail.")
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String idempotencyKey,
            @NotNull SimpleMail mail) {
        return send(name, null, mail, new SendHeaders(prefer, idempotencyKey, json));
    }

    private RestResponse<BasicResult> send(String name, @Nullable String item, SimpleMail mail, SendHeaders headers) {
        return sending.send(caller.get(), name, item, mail, headers).response(headers);
    }
}
