package io.mailroom.outbox;

import io.mailroom.health.Occasion;
import io.mailroom.health.Turn;
import io.mailroom.smtp.Reply;
import io.mailroom.smtp.SmtpException;
import org.jspecify.annotations.Nullable;

/** Whether somebody waits for what comes of an attempt, which decides what is final. */
enum Urgency implements Asker {
    /** Somebody does: an error that only somebody can mend is told at once, and the mail not sent later. */
    ANSWER(Occasion.REQUESTED),
    /** Nobody does: whatever a change of settings or of the weather may mend is tried again. */
    OUTBOX(Occasion.SCHEDULED),
    /** Nobody does either; the setting works in this moment, and it is about one more connection. */
    BURST(Occasion.REQUESTED);

    private final Occasion occasion;

    Urgency(Occasion occasion) {
        this.occasion = occasion;
    }

    @Override
    public Occasion occasion() {
        return occasion;
    }

    @Override
    public Urgency judge() {
        return this;
    }

    RecipientState whenRefused(Turn.Later later) {
        return this == ANSWER && !later.passes() ? RecipientState.FAILED : RecipientState.DEFERRED;
    }

    RecipientState whenRefused(SmtpException e) {
        boolean again = isOfTheMail(e) ? e.temporary() : this != ANSWER && !isRefusal(e) || passes(e);
        return again ? RecipientState.DEFERRED : RecipientState.FAILED;
    }

    private static boolean isOfTheMail(SmtpException e) {
        return switch (e.step()) {
            case CONNECT, AUTH -> false;
            case MAIL, RCPT, DATA -> true;
        };
    }

    /** It lets nobody in, whoever it is. */
    private static boolean isRefusal(SmtpException e) {
        return e.step() == SmtpException.Step.CONNECT && isPermanent(e.reply());
    }

    private static boolean isPermanent(@Nullable Reply reply) {
        return reply != null && reply.code() >= 500;
    }

    /** The server was there and said "later", or was about to say something. */
    private static boolean passes(SmtpException e) {
        if (isPermanent(e.reply())) {
            return false;
        }
        return switch (e.reason()) {
            case UNAVAILABLE, THROTTLED, TOO_MANY_CONNECTIONS, CONNECTION_LOST -> true;
            default -> false;
        };
    }
}
