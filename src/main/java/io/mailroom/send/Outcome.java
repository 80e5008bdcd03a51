package io.mailroom.send;

import io.mailroom.smtp.Receipt;
import io.mailroom.smtp.Reply;
import io.mailroom.smtp.SmtpException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of a mail: of the whole, and of each recipient.
 *
 * @param reason of the failure, for the sender, where it was not about single recipients
 */
record Outcome(
        MailStatus status,
        @Nullable String smtpReply,
        List<Fate> fates,
        @Nullable String reason) {

    /** What became of it for one recipient, and the server's word on that. */
    record Fate(
            Recipient recipient,
            RecipientState state,
            @Nullable Reply reply) {

        /** {@code ben@example.org (550 5.1.1 no such user)} */
        String told() {
            return reply == null || reply.text().isEmpty()
                    ? recipient.address().address()
                    : recipient.address().address() + " (" + said(reply) + ")";
        }

        private static String said(Reply reply) {
            return reply.text().replace('\n', ' ');
        }
    }

    /** The server was asked about every recipient. */
    static Outcome of(List<Recipient> recipients, Receipt receipt) {
        Map<String, Receipt.RecipientReply> replies = receipt.recipients().stream()
                .collect(Collectors.toMap(Receipt.RecipientReply::recipient, Function.identity()));
        var fates = recipients.stream()
                .map(recipient -> fate(recipient, replies.get(recipient.path())))
                .toList();
        return new Outcome(status(fates), receipt.reply().text(), fates, null);
    }

    /** Nothing was submitted. */
    static Outcome of(List<Recipient> recipients, SmtpException e) {
        var fates = recipients.stream()
                .map(recipient -> new Fate(recipient, RecipientState.FAILED, e.reply()))
                .toList();
        var reply = e.reply() == null ? null : e.reply().text();
        return new Outcome(MailStatus.FAILED, reply, fates, reason(e));
    }

    /** Nothing was submitted, and the server has no part in that. */
    static Outcome failed(List<Recipient> recipients, String reason) {
        var fates = recipients.stream()
                .map(recipient -> new Fate(recipient, RecipientState.FAILED, null))
                .toList();
        return new Outcome(MailStatus.FAILED, null, fates, reason);
    }

    private static String reason(SmtpException e) {
        return e.getMessage() == null ? e.reason().name() : e.getMessage();
    }

    List<Fate> in(RecipientState state) {
        return fates.stream().filter(fate -> fate.state() == state).toList();
    }

    /** Refused for now, which a later attempt might change. */
    static boolean deferred(Fate fate) {
        return fate.state() == RecipientState.FAILED
                && fate.reply() != null
                && fate.reply().code() / 100 == 4;
    }

    private static Fate fate(Recipient recipient, Receipt.@Nullable RecipientReply reply) {
        if (reply == null) {
            throw new IllegalStateException("the server was not asked about a recipient");
        }
        return new Fate(recipient, state(reply.state()), reply.reply());
    }

    /**
     * Nothing tries again by itself, so a recipient that the server deferred has failed: once told, an error is final, and
     * a mail that is sent again by hand must not come twice. Whoever adds attempts keeps such a recipient as deferred
     * here, answers 202 for it in {@link Answer}, and picks the row up again.
     */
    private static RecipientState state(Receipt.State state) {
        return switch (state) {
            case ACCEPTED -> RecipientState.SENT;
            case REFUSED, DEFERRED -> RecipientState.FAILED;
            case UNKNOWN -> RecipientState.UNKNOWN;
        };
    }

    private static MailStatus status(List<Fate> fates) {
        Predicate<RecipientState> any = state -> fates.stream().anyMatch(fate -> fate.state() == state);
        if (any.test(RecipientState.UNKNOWN)) {
            return MailStatus.UNKNOWN;
        }
        return any.test(RecipientState.SENT) ? MailStatus.SENT : MailStatus.FAILED;
    }
}
