package io.mailroom.send;

import io.mailroom.item.ItemFile;
import io.mailroom.outbox.MailId;
import io.mailroom.web.Problem;
import io.mailroom.web.Problem.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which stored files to send along.
 *
 * @param all of the item that the mail is about
 * @param ids of attachments of any item
 * @param allOf items
 * @param originalsOf items
 */
record Selection(boolean all, List<Named> ids, List<Named> allOf, List<Named> originalsOf) {

    /** More than anybody attaches, and as much as is to be looked up for one mail. */
    static final int MOST = 500;

    /** Something that the request names by its id, and where. */
    record Named(String field, String text, @Nullable UUID id) {}

    /**
     * What the collective has of what was selected.
     *
     * @param own of the item that the mail is about; null without one
     */
    record Shelf(
            @Nullable List<ItemFile> own,
            Map<UUID, ItemFile> attachments,
            Map<UUID, List<ItemFile>> items,
            Map<UUID, ItemFile> originals) {}

    static Selection of(SimpleMail mail, List<FieldError> errors) {
        boolean all = mail.addAllAttachments();
        var selection = new Selection(
                all,
                all ? List.of() : named("attachmentIds", mail.attachmentIds()),
                named("allAttachmentsOf", mail.allAttachmentsOf()),
                named("originalsOf", mail.originalsOf()));
        int size = selection.ids.size() + selection.allOf.size() + selection.originalsOf.size();
        if (size > MOST) {
            errors.add(new FieldError(
                    "attachmentIds",
                    "are " + size + " with allAttachmentsOf and originalsOf, and one mail may name " + MOST));
        }
        return selection;
    }

    private static List<Named> named(String field, @Nullable List<@Nullable String> ids) {
        var named = new ArrayList<Named>();
        for (var id : ids == null ? List.<@Nullable String>of() : ids) {
            var text = String.valueOf(id);
            named.add(new Named(
                    field + "[" + named.size() + "]", text, MailId.parse(text).orElse(null)));
        }
        return named;
    }

    static Set<UUID> known(List<Named> named) {
        return named.stream()
                .flatMap(one -> Optional.ofNullable(one.id()).stream())
                .collect(Collectors.toSet());
    }

    /**
     * In the order asked for, each once.
     *
     * @throws Problem 422 that names everything that is not there
     */
    List<ItemFile> from(Shelf shelf) {
        var errors = new ArrayList<FieldError>();
        var chosen = new LinkedHashMap<UUID, ItemFile>();
        if (all && shelf.own == null) {
            errors.add(new FieldError("addAllAttachments", "needs an item in the path that has them"));
        } else if (all && shelf.own != null) {
            add(all(shelf.own), chosen);
        }
        add(find(ids, id -> one(shelf.attachments.get(id)), "attachment", errors), chosen);
        add(find(allOf, id -> Optional.ofNullable(shelf.items.get(id)).map(Selection::all), "item", errors), chosen);
        add(find(originalsOf, id -> one(shelf.originals.get(id)), "imported mail", errors), chosen);
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return List.copyOf(chosen.values());
    }

    private static Optional<List<ItemFile>> one(@Nullable ItemFile file) {
        return Optional.ofNullable(file).map(List::of);
    }

    private static void add(List<ItemFile> files, Map<UUID, ItemFile> chosen) {
        files.forEach(file -> chosen.putIfAbsent(file.id(), file));
    }

    private static List<ItemFile> find(
            List<Named> named, Function<UUID, Optional<List<ItemFile>>> shelf, String what, List<FieldError> errors) {
        var files = new ArrayList<ItemFile>();
        for (var one : named) {
            Optional.ofNullable(one.id())
                    .flatMap(shelf)
                    .ifPresentOrElse(
                            files::addAll,
                            () -> errors.add(new FieldError(
                                    one.field(),
                                    "is " + one.text() + ", which your collective has no " + what + " of")));
        }
        return files;
    }

    /** The body as a page is left out unless there is nothing else. */
    static List<ItemFile> all(List<ItemFile> files) {
        var others = files.stream().filter(file -> !file.page()).toList();
        return others.isEmpty() ? files : others;
    }
}
