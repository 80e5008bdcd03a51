package io.mailroom.send;

import io.mailroom.account.Caller;
import io.mailroom.item.ItemFile;
import io.mailroom.mime.Draft;
import io.mailroom.outbox.Recipient;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mail that is put together: what it says, to whom, in whose name and about which item, if about any.
 *
 * @param files all that go along, those within its HTML too; an uploaded one has an id that nothing else has
 */
record OutgoingMail(
        UUID id, Caller sender, @Nullable UUID itemId, Draft draft, List<Recipient> recipients, List<ItemFile> files) {

    @Override
    public String toString() {
        return "OutgoingMail[" + id + "]";
    }
}
