package io.mailroom.handover;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BasicResult;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Where an item was, or is to be, handed over to. */
@Path("/api/v1/sec/item/{item}/handover")
@Tag(name = "Destinations")
@RunOnVirtualThread
class HandoverResource {

    record HandoverList(List<HandoverView> items) {}

    @Schema(name = "HandoverInput")
    record HandoverInput(
            @Schema(examples = "paperless") @NotNull String destination) {}

    private final HandedOver handovers;
    private final CurrentCaller caller;

    HandoverResource(HandedOver handovers, CurrentCaller caller) {
        this.handovers = handovers;
        this.caller = caller;
    }

    @GET
    @Operation(
            summary = "Tell where an item was handed over to",
            description = "And what came of every attempt so far.")
    @APIResponse(responseCode = "200", description = "As asked for.")
    @APIResponse(responseCode = "404", description = "Your collective has no such item.")
    public HandoverList list(@RestPath UUID item) {
        return new HandoverList(handovers.of(caller.get(), item));
    }

    @POST
    @Operation(
            summary = "Hand an item over to one of your destinations",
            description = "Nothing happens where that was done, or is to be done, already. The item stays here.")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "404", description = "Your collective has no such item.")
    public BasicResult add(@RestPath UUID item, @Valid @NotNull HandoverInput input) {
        handovers.add(caller.get(), item, input.destination());
        return BasicResult.of("It is handed over.");
    }

    @POST
    @Path("/{id}/retry")
    @Operation(summary = "Try again to hand an item over", description = "At once, with the same key.")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "404", description = "It was delivered, or there is nothing of that id.")
    public BasicResult retry(@RestPath UUID item, @RestPath UUID id) {
        handovers.retry(caller.get(), item, id);
        return BasicResult.of("It is tried again.");
    }

    @POST
    @Path("/{id}/cancel")
    @Operation(summary = "Hand an item over no more", description = "It stays here.")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "404", description = "It was delivered, or there is nothing of that id.")
    public BasicResult cancel(@RestPath UUID item, @RestPath UUID id) {
        handovers.cancel(caller.get(), item, id);
        return BasicResult.of("It is tried no more.");
    }
}
