package io.mailroom.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BasicResult;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What was sent. */
@Path("/api/v1/sec/email/sent")
@Tag(name = "Sending")
class SentMailResource {

    /** @param cursor of the next page; absent on the last one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SentMailList(List<SentMailView> items, @Nullable String cursor) {}

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
    public Uni<SentMailList> ofItem(
            String id,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("cursor") @Nullable String cursor) {
        var page = Page.of(limit, cursor);
        return mails.ofItem(caller.get(), id, page)
                .map(found -> new SentMailList(page.of(found), page.cursor(found, SentMailView::id)));
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
