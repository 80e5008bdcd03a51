package io.mailroom.item;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The attachments of an item for other rooms. Blocking; runs on a virtual thread. */
@ApplicationScoped
public class ItemFiles {

    private final Items items;
    private final Attachments attachments;
    private final Contents contents;

    ItemFiles(Items items, Attachments attachments, Contents contents) {
        this.items = items;
        this.attachments = attachments;
        this.contents = contents;
    }

    /** Those that are listed, in their order; empty where the collective has no such item. */
    public Optional<List<ItemFile>> of(UUID collective, UUID item) {
        return items.find(collective, item)
                .map(found -> attachments.of(item).stream()
                        .filter(attachment -> attachment.kind().isListed())
                        .map(attachment -> file(attachment, contents.of(attachment)))
                        .toList());
    }

    public boolean hasItem(UUID collective, UUID item) {
        return items.exists(collective, item);
    }

    /** What is to be said of an item; empty where the collective has none such. */
    public Optional<ItemSummary> summary(UUID collective, UUID item) {
        return items.find(collective, item)
                .map(found -> new ItemSummary(
                        found.id(),
                        found.name(),
                        found.created(),
                        found.date(),
                        found.mail() == null ? null : found.mail().from()));
    }

    /** Empty where the collective has no such item. */
    public Optional<ItemFacts> facts(UUID collective, UUID item) {
        return items.find(collective, item).map(ItemFacts::of);
    }

    /** Listed ones of any items of the collective, by their ids; those that it does not have are left out. */
    public Map<UUID, ItemFile> withIds(UUID collective, Collection<UUID> ids) {
        return ids.isEmpty()
                ? Map.of()
                : attachments.listed(collective, ids).stream()
                        .map(attachment -> file(attachment, contents.of(attachment)))
                        .collect(Collectors.toMap(ItemFile::id, Function.identity()));
    }

    /** The message that an item was made of, byte for byte, under the item's id; empty where it was no mail. */
    public Optional<ItemFile> original(UUID collective, UUID item) {
        return attachments
                .archive(collective, item)
                .filter(archive -> archive.itemId().equals(item))
                .map(archive -> {
                    var content = contents.whole(archive.hash(), archive.size());
                    return new ItemFile(item, archive.name(), AttachmentResource.MESSAGE, false, content);
                });
    }

    private static ItemFile file(StoredAttachment attachment, Content content) {
        return new ItemFile(
                attachment.id(),
                attachment.name(),
                attachment.contentType(),
                attachment.kind() == AttachmentKind.PAGE,
                content);
    }
}
