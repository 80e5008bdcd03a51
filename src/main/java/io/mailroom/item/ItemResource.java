package io.mailroom.item;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BasicResult;
import io.mailroom.web.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The items of the caller's collective. */
@Path("/api/v1/sec/item")
@Tag(name = "Items")
@RunOnVirtualThread
class ItemResource {

    private static final int LONGEST_LIST = 500;

    private final Items items;
    private final ItemViews views;
    private final CurrentCaller caller;

    ItemResource(Items items, ItemViews views, CurrentCaller caller) {
        this.items = items;
        this.views = views;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "List items, newest first")
    @APIResponse(responseCode = "200", description = "A page; cursor leads to the next one while there is more.")
    @APIResponse(responseCode = "422", description = "limit or cursor is invalid.")
    public ItemListView list(
            @Parameter(description = "A part of name, From, To or Cc, in any case.", example = "invoice")
                    @RestQuery
                    @DefaultValue("")
                    @Size(max = StoredText.NAME, message = "must have at most {max} characters")
                    String q,
            @Parameter(description = "Items a page.", example = "50")
                    @RestQuery
                    @DefaultValue("50")
                    @Min(value = 1, message = "must be 1 to " + LONGEST_LIST)
                    @Max(value = LONGEST_LIST, message = "must be 1 to " + LONGEST_LIST)
                    int limit,
            @Parameter(description = "From the answer with the page before.") @RestQuery @Nullable String cursor) {
        var after = cursor == null || cursor.isEmpty()
                ? null
                : Cursor.parse(cursor).orElseThrow(() -> Problem.invalid("cursor", "is none that this list gave"));
        return ItemListView.of(items.list(caller.get().collectiveId(), ItemFilter.of(q), limit, after));
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Get an item with its attachments and its mail")
    @APIResponse(responseCode = "200", description = "As asked for.")
    @APIResponse(responseCode = "404", description = "Your collective has no such item.")
    public ItemView get(@Parameter(example = "0196a5d2-7f3e-7c1a-9a4b-5f3c2d1e0f9a") @RestPath UUID id) {
        return views.find(caller.get().collectiveId(), id).orElseThrow(ItemResource::noSuchItem);
    }

    @DELETE
    @Path("{id}")
    @Operation(
            summary = "Delete an item with its attachments",
            description = "Its mail does not come again with the next import, only with a rescan.")
    @APIResponse(responseCode = "200", description = "Done.")
    @APIResponse(responseCode = "404", description = "Your collective has no such item.")
    public BasicResult delete(@Parameter(example = "0196a5d2-7f3e-7c1a-9a4b-5f3c2d1e0f9a") @RestPath UUID id) {
        if (!items.delete(caller.get().collectiveId(), id)) {
            throw noSuchItem();
        }
        return BasicResult.of("Item deleted.");
    }

    private static Problem noSuchItem() {
        return Problem.notFound("Your collective has no such item.");
    }
}
