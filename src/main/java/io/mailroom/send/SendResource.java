package io.mailroom.send;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BasicResult;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Sending a mail about an item. */
@Path("/api/v1/sec/email/send")
@Tag(name = "Sending")
class SendResource {

    private final Sending sending;
    private final CurrentCaller caller;

    SendResource(Sending sending, CurrentCaller caller) {
        this.sending = sending;
        this.caller = caller;
    }

    @POST
    @Path("/{name}/{itemId}")
    @RunOnVirtualThread
    @Operation(
            summary = "Send a mail about an item",
            description =
                    "Over one of your SMTP settings, with attachments of the item. Waits for the server's answer. From and"
                            + " Reply-To are those of the setting. An error answer is final: that mail is not sent later.")
    @APIResponse(
            responseCode = "200",
            description = "The server took it. Where it refused some of the recipients, the message names them.")
    @APIResponse(responseCode = "404", description = "You have no such SMTP setting, or your collective no such item.")
    @APIResponse(
            responseCode = "409",
            description = "The setting is out of use until it is mended; the detail says how.")
    @APIResponse(responseCode = "413", description = "The mail would be too large.")
    @APIResponse(responseCode = "422", description = "Values are wrong; errors names every one.")
    @APIResponse(
            responseCode = "502",
            description = "The server could not be reached or refused the mail for every recipient; or it is not known"
                    + " whether it took it, and the message says so.")
    @APIResponse(
            responseCode = "503",
            description = "Too many mails are on their way already, or the server is left alone for a while.")
    public BasicResult send(String name, String itemId, @NotNull SimpleMail mail) {
        return sending.send(caller.get(), name, itemId, mail);
    }
}
