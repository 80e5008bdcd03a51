package io.mailroom.template;

import io.mailroom.item.ItemFile;
import io.mailroom.item.ItemSummary;
import io.mailroom.mime.Address;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The mail that a template is rendered for.
 *
 * @param item that it is about
 * @param files that go with it
 * @param recipients those of To
 * @param variables of the sender's own, as they came in JSON
 */
public record Occasion(
        @Nullable ItemSummary item,
        List<ItemFile> files,
        List<Address> recipients,
        @Nullable Map<String, @Nullable Object> variables) {}
