package io.mailroom.send;

import io.mailroom.item.ItemFile;
import io.mailroom.item.ItemFiles;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gets what a mail is to take along out of the items of a collective. Blocking. */
@ApplicationScoped
class ChosenFiles {

    private final ItemFiles items;

    ChosenFiles(ItemFiles items) {
        this.items = items;
    }

    /**
     * @param item that the mail is about, if about any
     * @throws Problem 404 unless the collective has it; 422 for anything else that it does not have
     */
    List<ItemFile> of(UUID collective, @Nullable UUID item, Selection selection) {
        var own = item == null ? null : own(collective, item, selection.all());
        return selection.from(new Selection.Shelf(
                own,
                items.withIds(collective, Selection.known(selection.ids())),
                found(selection.allOf(), id -> items.of(collective, id)),
                found(selection.originalsOf(), id -> items.original(collective, id))));
    }

    private List<ItemFile> own(UUID collective, UUID item, boolean wanted) {
        return (wanted
                        ? items.of(collective, item)
                        : Optional.of(List.<ItemFile>of()).filter(none -> items.hasItem(collective, item)))
                .orElseThrow(() -> Problem.notFound("Your collective has no item with the id " + item + "."));
    }

    private static <T> Map<UUID, T> found(List<Selection.Named> named, Function<UUID, Optional<T>> find) {
        var found = new HashMap<UUID, T>();
        Selection.known(named).forEach(id -> find.apply(id).ifPresent(value -> found.put(id, value)));
        return found;
    }
}
