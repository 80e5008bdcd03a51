package io.mailroom.outbox;

import io.mailroom.health.Turn;
import io.mailroom.smtp.Receipt;
import io.mailroom.smtp.Reply;
import io.mailroom.smtp.SmtpException;
import io.mailroom.smtp.SmtpException.Reason;
import io.mailroom.web.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt made of a mail: of each recipient that was still open, and of the whole.
 *
 * @param smtpReply the server's words on the whole mail
 * @param reason why it was not sent, for the sender, where it was not about single recipients
 * @param again when to go on; null where nobody has said so
 * @param refused the setting is left alone for a while
 * @param asked whether the server was, or was tried
 * @param ofSetting whether other mails over the same setting would fare the same
 */
public record Outcome(
        MailStatus status,
        List<Fate> fates,
        @Nullable String smtpReply,
        @Nullable String reason,
        @Nullable Instant again,
        Turn.@Nullable Later refused,
        boolean ofSetting,
        boolean asked) {

    /** What became of it for one recipient, and the server's word on that. */
    public record Fate(
            Addressee addressee,
            RecipientState state,
            @Nullable Reply reply) {

        /** {@code ben@example.org (550 5.1.1 no such user)} */
        public String told() {
            var address = addressee.recipient().address().address();
            return reply == null || reply.text().isEmpty() ? address : address + " (" + said(reply) + ")";
        }

        private static String said(Reply reply) {
            return reply.text().replace('\n', ' ');
        }
    }

    /** The server was asked about every recipient. */
    static Outcome of(QueuedMail mail, Receipt receipt) {
        Map<String, Receipt.RecipientReply> replies = receipt.recipients().stream()
                .collect(Collectors.toMap(Receipt.RecipientReply::recipient, Function.identity()));
        var fates = mail.open().stream()
                .map(addressee ->
                        fate(addressee, replies.get(addressee.recipient().path())))
                .toList();
        // What it said to those who have the mail is not overwritten by what it says to the others later.
        boolean ofWhole = receipt.submitted() || !mail.settled().contains(RecipientState.SENT);
        var reply = ofWhole ? receipt.reply().text() : null;
        return new Outcome(status(mail, fates), fates, reply, null, null, null, false, true);
    }

    /**
     * Nothing was submitted.
     *
     * @param state for all of them
     */
    static Outcome of(QueuedMail mail, SmtpException e, RecipientState state) {
        var reply = e.reply();
        var reason = e.getMessage() == null ? e.reason().name() : e.getMessage();
        return all(mail, state, reply, reason, null, null, isOfSetting(e), true);
    }

    private static boolean isOfSetting(SmtpException e) {
        var reply = e.reply();
        return switch (e.step()) {
            case CONNECT, AUTH -> true;
            case MAIL, RCPT, DATA ->
                reply != null && reply.code() == 421
                        || e.reason() == Reason.THROTTLED
                        || e.reason() == Reason.TOO_MANY_CONNECTIONS;
        };
    }

    /** Others come first. */
    static Outcome busy(QueuedMail mail, String reason, Instant again) {
        return all(mail, RecipientState.DEFERRED, null, reason, again, null, true, false);
    }

    /** Nobody was asked, as the setting is left alone for a while. */
    static Outcome of(QueuedMail mail, Turn.Later later, RecipientState state) {
        return all(mail, state, null, later.reason(), later.next(), later, true, false);
    }

    /** Nothing was submitted, and the server has no part in that. */
    static Outcome of(QueuedMail mail, RecipientState state, String reason) {
        return all(mail, state, null, reason, null, null, false, true);
    }

    private static Outcome all(
            QueuedMail mail,
            RecipientState state,
            @Nullable Reply reply,
            String reason,
            @Nullable Instant again,
            Turn.@Nullable Later refused,
            boolean ofSetting,
            boolean asked) {
        var fates = mail.open().stream()
                .map(addressee -> new Fate(addressee, state, reply))
                .toList();
        return new Outcome(
                status(mail, fates),
                fates,
                reply == null ? null : reply.text(),
                reason,
                again,
                refused,
                ofSetting,
                asked);
    }

    /** What was to be tried again has failed: its time is over. */
    Outcome givenUp(QueuedMail mail, String reason) {
        var last = fates.stream()
                .map(fate -> fate.state() == RecipientState.DEFERRED
                        ? new Fate(fate.addressee(), RecipientState.FAILED, fate.reply())
                        : fate)
                .toList();
        return new Outcome(status(mail, last), last, smtpReply, reason, null, refused, ofSetting, asked);
    }

    Outcome goesOn(Instant at) {
        return new Outcome(status, fates, smtpReply, reason, at, refused, ofSetting, asked);
    }

    /**
     * Where the setting is out of use.
     *
     * @param what did not happen, as a sentence without its full stop
     */
    public Optional<Problem> refusal(String what) {
        return Optional.ofNullable(refused).map(later -> later.problem(what));
    }

    /** Whether a server has it, or may have it. */
    boolean mayBeSent() {
        return status == MailStatus.UNKNOWN || !in(RecipientState.SENT).isEmpty();
    }

    public List<Fate> in(RecipientState state) {
        return fates.stream().filter(fate -> fate.state() == state).toList();
    }

    private static Fate fate(Addressee addressee, Receipt.@Nullable RecipientReply reply) {
        if (reply == null) {
            throw new IllegalStateException("the server was not asked about a recipient");
        }
        return new Fate(addressee, state(reply.state()), reply.reply());
    }

    private static RecipientState state(Receipt.State state) {
        return switch (state) {
            case ACCEPTED -> RecipientState.SENT;
            case REFUSED -> RecipientState.FAILED;
            case DEFERRED -> RecipientState.DEFERRED;
            case UNKNOWN -> RecipientState.UNKNOWN;
        };
    }

    private static MailStatus status(QueuedMail mail, List<Fate> fates) {
        var states = fates.stream().map(Fate::state).collect(Collectors.toSet());
        states.addAll(mail.settled());
        return MailStatus.of(states);
    }
}
