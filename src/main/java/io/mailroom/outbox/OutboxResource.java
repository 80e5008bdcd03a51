package io.mailroom.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BasicResult;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The mails of a user that are not sent yet, or of which nobody knows. */
@Path("/api/v1/sec/email/outbox")
@Tag(name = "Sending")
class OutboxResource {

    /** @param cursor of the next page; absent on the last one */
    @Schema(name = "Outbox")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OutboxView(List<SentMailView> items, @Nullable String cursor) {}

    private final SentMails mails;
    private final OutboxActs acts;
    private final CurrentCaller caller;

    OutboxResource(SentMails mails, OutboxActs acts, CurrentCaller caller) {
        this.mails = mails;
        this.acts = acts;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "List your outbox", description = "Your own mails, newest first.")
    public Uni<OutboxView> list(
            @Parameter(description = "Of queued, sending, sent, failed, unknown and cancelled, separated by commas.")
                    @QueryParam("status")
                    @DefaultValue("queued,sending,unknown")
                    String status,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("cursor") @Nullable String cursor) {
        var page = Page.of(limit, cursor);
        return mails.own(caller.get(), statuses(status), page)
                .map(found -> new OutboxView(page.of(found), page.cursor(found, SentMailView::id)));
    }

    private static Set<MailStatus> statuses(String words) {
        var statuses = EnumSet.noneOf(MailStatus.class);
        for (var word : words.split(",")) {
            statuses.add(Arrays.stream(MailStatus.values())
                    .filter(status -> status.word().equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> Problem.invalid(
                            "status",
                            "is none of "
                                    + Arrays.stream(MailStatus.values())
                                            .map(MailStatus::word)
                                            .collect(Collectors.joining(", ")))));
        }
        return statuses;
    }

    @POST
    @Path("/{id}/cancel")
    @Operation(
            summary = "Cancel a mail that is queued",
            description = "Recipients that have it already keep it; the others do not get it.")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "409", description = "The server has it, or nothing more would come of it.")
    public Uni<BasicResult> cancel(String id) {
        return acts.cancel(caller.get(), id).replaceWith(() -> BasicResult.of("Mail cancelled.", id));
    }

    @POST
    @Path("/{id}/retry")
    @Operation(
            summary = "Try a mail again now",
            description = "One that is queued or failed, for the recipients that certainly do not have it.")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "409", description = "Nothing is left to try, or it is unknown: see resend.")
    public Uni<BasicResult> retry(String id) {
        return acts.retry(caller.get(), id).replaceWith(() -> BasicResult.of("Mail queued.", id));
    }

    @POST
    @Path("/{id}/resend")
    @Operation(
            summary = "Send a mail that is unknown once more",
            description = "For all recipients that do not certainly have it. Some may then have it twice.")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "409", description = "It is not unknown.")
    public Uni<BasicResult> resend(String id) {
        return acts.resend(caller.get(), id).replaceWith(() -> BasicResult.of("Mail queued.", id));
    }

    @POST
    @Path("/{id}/delivered")
    @Operation(summary = "Say that a mail that is unknown was delivered", description = "It counts as sent then.")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "409", description = "It is not unknown.")
    public Uni<BasicResult> delivered(String id) {
        return acts.delivered(caller.get(), id).replaceWith(() -> BasicResult.of("Mail counts as sent.", id));
    }
}
