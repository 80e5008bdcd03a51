package io.mailroom.outbox;

import io.mailroom.smtp.Dsn;
import io.mailroom.smtp.Envelope;
import io.mailroom.smtp.MessageSource;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A mail that this process has claimed, for one attempt.
 *
 * @param account whose it is
 * @param claim of this attempt and no other
 * @param open the recipients that are not settled yet
 * @param settled the states of those that are
 * @param attempts that were made before
 * @param giveUp from when on it is tried no more
 * @param international whether its header takes SMTPUTF8
 * @param report whether deliveries are to be reported
 */
record QueuedMail(
        UUID id,
        UUID account,
        UUID claim,
        String envelopeFrom,
        List<Addressee> open,
        Set<RecipientState> settled,
        int attempts,
        Instant giveUp,
        boolean international,
        boolean report,
        MessageSource message) {

    /** Everybody once, however often they were named. */
    Envelope envelope() {
        var paths = new LinkedHashSet<String>();
        open.forEach(addressee -> paths.add(addressee.recipient().path()));
        return new Envelope(
                envelopeFrom, List.copyOf(paths), international, report ? new Dsn(id.toString(), true) : null);
    }

    @Override
    public String toString() {
        return "QueuedMail[" + id + "]";
    }
}
