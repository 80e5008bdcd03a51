package io.mailroom.send;

import io.mailroom.account.Caller;
import io.mailroom.item.ItemFile;
import io.mailroom.mime.Draft;
import io.mailroom.smtp.Envelope;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;

/** A mail that is ready to go: what it says, to whom, in whose name and about which item. */
record OutgoingMail(
        UUID id, Caller sender, UUID itemId, Draft draft, List<Recipient> recipients, List<ItemFile> files) {

    /** Everybody once, however often they were named. */
    Envelope envelope() {
        var paths = new LinkedHashSet<String>();
        recipients.forEach(recipient -> paths.add(recipient.path()));
        return new Envelope(draft.from().address(), List.copyOf(paths));
    }

    @Override
    public String toString() {
        return "OutgoingMail[" + id + "]";
    }
}
