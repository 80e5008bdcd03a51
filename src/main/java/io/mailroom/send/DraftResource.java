package io.mailroom.send;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Mails that answer an item or hand it on, as far as they can be written without their sender. */
@Path("/api/v1/sec/email/draft")
@Tag(name = "Sending")
class DraftResource {

    private final Drafts drafts;
    private final CurrentCaller caller;

    DraftResource(Drafts drafts, CurrentCaller caller) {
        this.drafts = drafts;
        this.caller = caller;
    }

    @GET
    @Path("/{itemId}")
    @RunOnVirtualThread
    @Operation(
            summary = "Begin an answer to an item, or a mail that hands it on",
            description =
                    "Change what you like, and post it to /sec/email/send. An answer goes to Reply-To or else From,"
                            + " to all without your own addresses, and quotes the text; a forward has the text and the"
                            + " attachments, or the original message. Either joins the thread. What one mail may"
                            + " not have is left out, and note says so. Nothing is stored.")
    @APIResponse(responseCode = "200", description = "As asked for.")
    @APIResponse(responseCode = "404", description = "Your collective has no such item.")
    @APIResponse(responseCode = "422", description = "It was no mail; or there is no such way.")
    public DraftView draft(
            @RestPath String itemId,
            @Parameter(
                            schema =
                                    @Schema(
                                            enumeration = {"reply", "reply-all", "forward", "forward-original"},
                                            defaultValue = "reply"))
                    @RestQuery
                    @DefaultValue("reply")
                    String as) {
        var way = Drafts.As.of(as)
                .orElseThrow(() -> Problem.invalid("as", "must be reply, reply-all, forward or forward-original"));
        return drafts.draft(caller.get(), itemId, way);
    }
}
