package io.mailroom.item;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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

    private static ItemFile file(StoredAttachment attachment, Content content) {
        return new ItemFile(
                attachment.id(),
                attachment.name(),
                attachment.contentType(),
                content.size(),
                attachment.kind() == AttachmentKind.PAGE,
                () -> content.open(0));
    }
}
