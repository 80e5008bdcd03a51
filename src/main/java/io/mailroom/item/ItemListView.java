package io.mailroom.item;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of the list of items. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ItemList")
record ItemListView(
        List<Entry> items,

        @Schema(
                description = "For the next page; absent on the last one.",
                examples = "AAY1v5nUwAABlqXSfz58GppLXzwtHg-a")
        @Nullable
        String cursor) {

    /** An item in the list. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ItemListEntry")
    record Entry(
            @Schema(examples = "0196a5d2-7f3e-7c1a-9a4b-5f3c2d1e0f9a")
            UUID id,

            @Schema(examples = "Your invoice of April") String name,
            Direction direction,
            @Schema(examples = "mailbox-anna") String source,
            @Schema(examples = "created") String state,
            @Schema(examples = "1746100800000") long created,
            @Schema(examples = "1743494400000") @Nullable Long itemDate,
            @Schema(examples = "[\"invoice\"]") List<String> tags,

            @Schema(description = "Those that are documents: a mere signature is not counted.", examples = "2")
            int attachmentCount,

            @Schema(description = "Bytes: of the original message, or of all files.", examples = "67120")
            long size) {}

    static ItemListView of(Items.Page page) {
        var next = page.next();
        return new ItemListView(
                page.items().stream().map(ItemListView::entry).toList(), next == null ? null : next.toString());
    }

    private static Entry entry(StoredItem item) {
        return new Entry(
                item.id(),
                item.name(),
                item.direction(),
                item.source(),
                item.state(),
                item.created().toEpochMilli(),
                ItemView.millis(item.date()),
                item.tags(),
                item.attachmentCount(),
                item.size());
    }
}
