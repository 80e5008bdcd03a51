package io.mailroom.send;

import io.mailroom.item.ItemFile;
import io.mailroom.web.Problem;
import io.mailroom.web.Problem.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which of an item's attachments to send along. */
sealed interface Selection {

    /** @throws Problem 422 that names every id the item does not have */
    List<ItemFile> from(List<ItemFile> files);

    static Selection of(@Nullable List<@Nullable String> ids) {
        return new Some(ids == null ? List.of() : ids);
    }

    /** All of them; the body as a page is left out unless there is nothing else. */
    record All() implements Selection {
        @Override
        public List<ItemFile> from(List<ItemFile> files) {
            var others = files.stream().filter(file -> !file.page()).toList();
            return others.isEmpty() ? files : others;
        }
    }

    /** Those, in that order, each once. */
    record Some(List<@Nullable String> ids) implements Selection {
        @Override
        public List<ItemFile> from(List<ItemFile> files) {
            var byId = files.stream().collect(Collectors.toMap(file -> file.id().toString(), Function.identity()));
            var chosen = new LinkedHashSet<ItemFile>();
            var errors = new ArrayList<FieldError>();
            for (int i = 0; i < ids.size(); i++) {
                var file = byId.get(Objects.requireNonNullElse(ids.get(i), ""));
                if (file == null) {
                    errors.add(new FieldError(
                            "attachmentIds[" + i + "]", "is " + ids.get(i) + ", which this item has no attachment of"));
                } else {
                    chosen.add(file);
                }
            }
            if (!errors.isEmpty()) {
                throw Problem.invalid(errors);
            }
            return List.copyOf(chosen);
        }
    }
}
