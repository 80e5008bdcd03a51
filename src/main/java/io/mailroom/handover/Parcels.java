package io.mailroom.handover;

import io.mailroom.item.Glob;
import io.mailroom.item.ItemFile;
import io.mailroom.item.ItemFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Packs what a destination wants of an item. Blocking. */
@ApplicationScoped
class Parcels {

    private final ItemFiles items;

    Parcels(ItemFiles items) {
        this.items = items;
    }

    /** Empty when the item, or what it was made of, is here no more. */
    Optional<Parcel> pack(Destination to, Delivery delivery) {
        return items.facts(to.collectiveId(), delivery.item())
                .filter(item -> !item.released())
                .map(item -> new Parcel(
                        delivery.key(),
                        item,
                        files(to, delivery),
                        delivery.progress(),
                        delivery.created(),
                        delivery.attempts()));
    }

    private List<ItemFile> files(Destination to, Delivery delivery) {
        var mail = items.original(to.collectiveId(), delivery.item());
        var attachments = items.of(to.collectiveId(), delivery.item()).orElse(List.of()).stream()
                .filter(file -> !file.page());
        if (mail.isEmpty()) {
            return attachments.toList(); // it was uploaded: its files are what it is
        }
        String filter = to.options().fileFilter();
        var glob = filter == null ? null : Glob.of(filter);
        var wanted = attachments.filter(file -> glob == null || glob.matches(file.name()));
        return switch (to.options().chosen(to.kind())) {
            case MAIL -> List.of(mail.get());
            case ATTACHMENTS -> wanted.toList();
            case BOTH -> Stream.concat(mail.stream(), wanted).toList();
        };
    }
}
