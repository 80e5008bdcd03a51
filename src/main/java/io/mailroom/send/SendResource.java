package io.mailroom.send;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BasicResult;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Sending a mail, mostly about an item. */
@Path("/api/v1/sec/email/send")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sending")
@APIResponse(
        responseCode = "200",
        description = "The server took it. Where it refused some of the recipients, the message names them.")
@APIResponse(
        responseCode = "202",
        description = "The outbox goes on with it: the server wants to be asked again later, or has not answered yet;"
                + " or nobody is to wait for it. detail says which.")
@APIResponse(responseCode = "404", description = "You have no such SMTP setting, or your collective no such item.")
@APIResponse(responseCode = "409", description = "The setting is out of use until it is mended; the detail says how.")
@APIResponse(responseCode = "413", description = "The mail would be too large.")
@APIResponse(
        responseCode = "422",
        description = "Values are wrong; errors names every one. Or the Idempotency-Key belongs to another request.")
@APIResponse(
        responseCode = "502",
        description = "The server could not be reached or refused the mail for every recipient.")
@APIResponse(responseCode = "503", description = "Too many mails are put together already.")
class SendResource {

    private final Sending sending;
    private final CurrentCaller caller;

    SendResource(Sending sending, CurrentCaller caller) {
        this.sending = sending;
        this.caller = caller;
    }

    @POST
    @Path("/{name}/{itemId}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            operationId = "sendMailAboutItem",
            summary = "Send a mail about an item",
            description =
                    "Over one of your SMTP settings, with attachments of the item. The mail is stored first, and then this"
                            + " waits for the server's answer. From and Reply-To are those of the setting. An error answer is"
                            + " final: that mail is not sent later. With 202 it is up to the outbox.")
    public RestResponse<BasicResult> send(
            String name, String itemId, @BeanParam SendHeaders headers, @NotNull SimpleMail mail) {
        return sending.send(caller.get(), name, itemId, mail, headers).response(headers);
    }

    @POST
    @Path("/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            operationId = "sendMail",
            summary = "Send a mail about no item",
            description = "In every other respect as about an item; attachments of any items can go along.")
    public RestResponse<BasicResult> send(String name, @BeanParam SendHeaders headers, @NotNull SimpleMail mail) {
        return sending.send(caller.get(), name, null, mail, headers).response(headers);
    }
}
