package io.mailroom.item;

import io.mailroom.mime.BodyView;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts an item together with its attachments and its body. Blocking. */
@ApplicationScoped
class ItemViews {

    private final Items items;
    private final Attachments attachments;
    private final BodyViews bodies;

    ItemViews(Items items, Attachments attachments, BodyViews bodies) {
        this.items = items;
        this.attachments = attachments;
        this.bodies = bodies;
    }

    Optional<ItemView> find(UUID collective, UUID id) {
        return items.find(collective, id).map(item -> view(item, attachments.of(id)));
    }

    private ItemView view(StoredItem item, List<StoredAttachment> rows) {
        var mail = item.mail();
        var body = mail == null ? null : bodies.of(rows);
        return new ItemView(
                item.id(),
                item.name(),
                item.direction(),
                item.source(),
                item.state(),
                item.created().toEpochMilli(),
                item.updated().toEpochMilli(),
                ItemView.millis(item.date()),
                item.folder(),
                item.language(),
                item.tags(),
                rows.stream()
                        .filter(row -> row.kind().isListed())
                        .map(row -> view(row, mail, body))
                        .toList(),
                mail == null || !mail.original()
                        ? List.of()
                        : List.of(new ItemView.ArchiveView(
                                item.id(), mail.rawName(), item.size(), AttachmentResource.MESSAGE)),
                List.of(),
                List.of(),
                List.of(),
                mail == null || body == null ? null : view(mail, body, items.reportedMails(item.id())));
    }

    private static ItemView.AttachmentView view(
            StoredAttachment row, StoredItem.@Nullable Mail mail, @Nullable BodyView body) {
        long size = row.kind() == AttachmentKind.PAGE && mail != null && body != null
                ? BodyViews.page(mail.subject(), body).getBytes(StandardCharsets.UTF_8).length
                : row.part().size();
        return new ItemView.AttachmentView(row.id(), row.name(), size, row.contentType(), false);
    }

    private static ItemView.MailView view(StoredItem.Mail mail, BodyView body, List<UUID> reportsOn) {
        return new ItemView.MailView(
                mail.from(),
                mail.to(),
                mail.cc(),
                mail.subject(),
                ItemView.millis(mail.date()),
                mail.messageId(),
                body.text(),
                body.html(),
                mail.reusedMessageId(),
                mail.problem(),
                ItemView.millis(mail.originalGone()),
                reportsOn.isEmpty() ? null : reportsOn);
    }
}
