package io.mailroom.item;

import io.mailroom.db.Database;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a list of items shows beside their own rows, and what it can be narrowed to. Blocking. */
@ApplicationScoped
class Glances {

    /** Older ones have nothing to choose that these have not, as a rule. */
    private static final int RECENT = 2000;

    /** Tags and sources of the latest items, sorted. */
    record Choices(List<String> tags, List<String> sources) {}

    private record Attached(UUID item, boolean page, List<String> types) {

        static Attached of(Row row) {
            var types = row.getArrayOfStrings("types");
            return new Attached(
                    row.getUUID("item_id"), row.getBoolean("page"), types == null ? List.of() : List.of(types));
        }
    }

    private final Database database;

    Glances(Database database) {
        this.database = database;
    }

    List<Glance> of(List<StoredItem> items) {
        var ids = items.stream().map(StoredItem::id).toArray(UUID[]::new);
        Map<UUID, Attached> attached = database.query("""
                        select item_id, bool_or(kind = 'page') as page,
                            array_agg(distinct content_type) filter (where kind = 'attachment') as types
                        from attachment where item_id = any($1) and kind in ('page', 'attachment') group by item_id""", (Object) ids).stream()
                .map(Attached::of)
                .collect(Collectors.toMap(Attached::item, Function.identity()));
        Set<UUID> reports =
                database
                        .query("select distinct item_id from reported_mail where item_id = any($1)", (Object) ids)
                        .stream()
                        .map(row -> row.getUUID(0))
                        .collect(Collectors.toSet());
        return items.stream()
                .map(item -> {
                    var files = Objects.requireNonNullElse(
                            attached.get(item.id()), new Attached(item.id(), false, List.of()));
                    return Glance.of(
                            item,
                            item.attachmentCount() - (files.page() ? 1 : 0),
                            files.types(),
                            reports.contains(item.id()));
                })
                .toList();
    }

    Choices choices(UUID collective) {
        var tags = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        var sources = new TreeSet<String>();
        database.query("""
                        select distinct source, tags from (
                            select source, tags from item where collective_id = $1 order by created desc, id desc limit $2
                        ) as recent""", collective, RECENT).forEach(row -> {
            sources.add(row.getString(0));
            tags.addAll(List.of(row.getArrayOfStrings(1)));
        });
        return new Choices(List.copyOf(tags), List.copyOf(sources));
    }
}
