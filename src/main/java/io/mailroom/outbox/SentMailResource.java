package io.mailroom.outbox;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BasicResult;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What was sent. */
@Path("/api/v1/sec/email/sent")
@Tag(name = "Sending")
class SentMailResource {

    record SentMailList(List<SentMailView> items) {}

    private final SentMails mails;
    private final CurrentCaller caller;

    SentMailResource(SentMails mails, CurrentCaller caller) {
        this.mails = mails;
        this.caller = caller;
    }

    @GET
    @Path("/item/{id}")
    @Operation(
            summary = "List the mails about an item",
            description = "Newest first, of all users of your collective; also those that failed. Of an item that is a"
                    + " report on the delivery of a mail, that mail, too.")
    public Uni<SentMailList> ofItem(String id) {
        return mails.ofItem(caller.get(), id).map(SentMailList::new);
    }

    @GET
    @Path("/mail/{mailId}")
    @Operation(summary = "Read a sent mail")
    public Uni<SentMailView> get(String mailId) {
        return mails.get(caller.get(), mailId);
    }

    @DELETE
    @Path("/mail/{mailId}")
    @Operation(
            summary = "Delete the record of a sent mail",
            description = "Your own, or as an admin any of your collective.")
    public Uni<BasicResult> delete(String mailId) {
        return mails.delete(caller.get(), mailId).replaceWith(() -> BasicResult.of("Mail deleted."));
    }
}
