package io.mailroom.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.db.Transactions;
import io.mailroom.web.BasicResult;
import io.mailroom.web.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The webhooks of the caller's collective, for its admins. */
@Path("/api/v1/sec/webhook")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks")
class WebhookResource {

    record WebhookList(List<WebhookView> items) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DeliveryList(List<DeliveryView> items, @Nullable UUID cursor) {}

    @Schema(name = "WebhookMade")
    record MadeView(
            boolean success,
            @Schema(examples = "Webhook stored.") String message,
            UUID id,

            @Schema(
                    examples = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
                    description = "What its calls are signed with. It is shown here and never again.")
            String secret) {

        /** Without the secret. */
        @Override
        public String toString() {
            return "MadeView[" + id + "]";
        }
    }

    private final WebhookSettings settings;
    private final Deliveries deliveries;
    private final Pings pings;
    private final Transactions transactions;
    private final CurrentCaller caller;

    WebhookResource(
            WebhookSettings settings,
            Deliveries deliveries,
            Pings pings,
            Transactions transactions,
            CurrentCaller caller) {
        this.settings = settings;
        this.deliveries = deliveries;
        this.pings = pings;
        this.transactions = transactions;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "List the webhooks of your collective (admin)")
    public Uni<WebhookList> list() {
        return settings.list(caller.admin()).map(WebhookList::new);
    }

    @POST
    @Operation(
            summary = "Make a webhook (admin)",
            description =
                    "Events are posted to its URL as JSON, signed as Standard Webhooks has it: webhook-signature is v1, and"
                            + " the HMAC-SHA256 over webhook-id, webhook-timestamp and the body, with dots in between. An"
                            + " answer other than 2xx is tried again for a day; the id stays the same.")
    @APIResponse(responseCode = "200", description = "Stored; the answer has the secret.")
    @APIResponse(responseCode = "409", description = "Your collective has as many as it may have.")
    @APIResponse(
            responseCode = "422",
            description = "Values are invalid, or the URL leads where nothing is called; errors names every field.")
    public Uni<MadeView> add(@Valid @NotNull WebhookInput input) {
        return settings.add(caller.admin(), input).map(made -> made(made, "Webhook stored."));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a webhook (admin)")
    public Uni<RestResponse<WebhookView>> get(String id) {
        return settings.get(caller.admin(), id)
                .map(found -> RestResponse.ResponseBuilder.ok(found)
                        .header(HttpHeaders.ETAG, "\"" + found.version() + "\"")
                        .build());
    }

    @PUT
    @Path("/{id}")
    @Operation(summary = "Replace a webhook (admin)", description = "Its secret stays.")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "409", description = "It was changed meanwhile.")
    @APIResponse(
            responseCode = "422",
            description = "Values are invalid, or the URL leads where nothing is called; errors names every field.")
    public Uni<BasicResult> replace(String id, @Valid @NotNull WebhookInput input) {
        return settings.replace(caller.admin(), id, input).replaceWith(() -> BasicResult.of("Webhook stored."));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Remove a webhook (admin)", description = "With whatever it was still to be told.")
    public Uni<BasicResult> remove(String id) {
        return settings.remove(caller.admin(), id).replaceWith(() -> BasicResult.of("Webhook removed."));
    }

    @POST
    @Path("/{id}/secret")
    @Operation(
            summary = "Give a webhook a new secret (admin)",
            description = "The old one is good for nothing any more.")
    public Uni<MadeView> renewSecret(String id) {
        return settings.renewSecret(caller.admin(), id).map(made -> made(made, "The webhook has a new secret."));
    }

    @POST
    @Path("/{id}/ping")
    @RunOnVirtualThread
    @Operation(
            summary = "Send a ping to a webhook (admin)",
            description = "At once, in the way of every other event; the list of deliveries tells what came of it.")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "409", description = "It is switched off, or too much waits for it.")
    @APIResponse(responseCode = "429", description = "It was pinged ten times within a minute.")
    public BasicResult ping(String id) {
        Caller admin = caller.admin();
        var webhook = transactions.await(() -> settings.saved(admin, id).map(WebhookView::of));
        if (!webhook.enabled()) {
            throw Problem.conflict("This webhook is switched off. Switch it on first.");
        }
        return BasicResult.of("Ping submitted.", pings.send(admin.collectiveId(), webhook.id()));
    }

    @GET
    @Path("/{id}/deliveries")
    @Operation(summary = "List what a webhook was told (admin)", description = "Newest first, 50 a page.")
    public Uni<DeliveryList> deliveries(String id, @RestQuery @Nullable String cursor) {
        return settings.get(caller.admin(), id)
                .chain(webhook -> deliveries.list(webhook.id(), cursor))
                .map(page -> new DeliveryList(page.items(), page.cursor()));
    }

    private static MadeView made(WebhookSettings.Made made, String message) {
        return new MadeView(true, message, made.webhook().id, made.secret().text());
    }
}
