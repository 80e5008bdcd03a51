package io.mailroom.outbox;

import io.mailroom.account.Caller;
import io.mailroom.mime.Draft;
import io.mailroom.smtp.MessageSource;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A mail that is ready to be accepted.
 *
 * @param smtp the setting to send it over
 * @param connection that setting's name now
 * @param item what it is about
 * @param files what is sent along
 * @param raw the message as it travels; the outbox closes it
 * @param notBefore when it may be sent
 * @param report whether reports of deliveries are wanted
 * @param request by what its sender knows the request again
 */
public record NewMail(
        UUID id,
        Caller sender,
        UUID smtp,
        String connection,
        @Nullable UUID item,
        Draft draft,
        List<Recipient> recipients,
        List<File> files,
        RawMessage raw,
        Instant notBefore,
        boolean report,
        @Nullable RequestKey request) {

    /** An attachment, as the record of the mail names it. */
    public record File(UUID id, String name, long size) {}

    /** @param claim under which it was accepted */
    QueuedMail queued(UUID claim, Instant giveUp, MessageSource message) {
        var open = IntStream.range(0, recipients.size())
                .mapToObj(position -> new Addressee(position, recipients.get(position)))
                .toList();
        return new QueuedMail(
                id,
                sender.accountId(),
                claim,
                envelopeFrom(),
                open,
                Set.of(),
                0,
                giveUp,
                draft.international(),
                report,
                message);
    }

    /** Where a report of a failed delivery goes to. */
    String envelopeFrom() {
        return draft.from().address();
    }

    @Override
    public String toString() {
        return "NewMail[" + id + "]";
    }
}
