package io.mailroom.smtp;

import io.mailroom.egress.Timeouts;
import io.mailroom.smtp.Commands.Plan;
import io.mailroom.smtp.Receipt.RecipientReply;
import io.mailroom.smtp.Receipt.State;
import io.mailroom.smtp.SmtpException.Step;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One message on one connection (RFC 5321 section 3.3). Where the server lets commands travel together (RFC 2920) it takes two
 * round trips: all commands, then the message. Every reply is read and judged as if they had been asked one by one.
 */
final class Transaction {

    /**
     * More commands would not be faster, and while we write we do not read: their replies have to fit what lies between the
     * server and us, or both would wait for each other (RFC 2920 section 3.1).
     */
    private static final int GROUP = 100;

    /** RFC 5321 section 4.5.3.2.6 wants ten minutes for the verdict, ten times what any other reply gets here. */
    private static final int VERDICT_PATIENCE = 10;

    private static final int START_MAIL_INPUT = 354;
    private static final int CLOSING = 421;
    private static final int AUTHENTICATION_REQUIRED = 530;

    private final Conversation conversation;
    private final Timeouts timeouts;
    private final Failures failures;
    private final Plan plan;
    private final int group;
    private int sent;
    private int answered;
    private Step step = Step.MAIL;
    private boolean inStep;

    /** @throws SmtpException when nothing can come of it; not a word has been said then */
    Transaction(
            Conversation conversation, Timeouts timeouts, Failures failures, Envelope envelope, MessageSource message) {
        this.conversation = conversation;
        this.timeouts = timeouts;
        this.failures = failures;
        this.plan = new Commands(conversation, failures).of(envelope, message);
        this.group = conversation.offers("PIPELINING") ? GROUP : 1;
    }

    /**
     * Whether the next transaction can follow on this connection. If not, it has to be hung up: until the final dot has been
     * sent, that alone is enough for nothing to be delivered.
     */
    boolean inStep() {
        return inStep;
    }

    Receipt run(MessageSource message) {
        try {
            mail();
            var replies = recipients(plan.asked());
            step = Step.DATA;
            if (replies.stream().noneMatch(reply -> reply.state() == State.ACCEPTED)) {
                takeBack();
                return new Receipt(all(replies), replies.getLast().reply());
            }
            var go = next();
            if (go.code() != START_MAIL_INPUT) {
                throw refusal(go);
            }
            return verdict(all(replies), written(message));
        } catch (MessagingException e) {
            throw failures.broken(step, e);
        }
    }

    private List<RecipientReply> all(List<RecipientReply> asked) {
        return Stream.concat(asked.stream(), plan.refused().stream()).toList();
    }

    private void mail() throws MessagingException {
        var reply = next();
        if (!reply.positive()) {
            inStep = goesOn(reply) && settled();
            throw failures.refused(step, reply);
        }
    }

    private List<RecipientReply> recipients(List<String> addresses) throws MessagingException {
        step = Step.RCPT;
        var replies = new ArrayList<RecipientReply>();
        for (var address : addresses) {
            var reply = failures.redact(next());
            // 421 and 530 are about the connection, not about the recipient.
            if (!goesOn(reply) || reply.code() == AUTHENTICATION_REQUIRED) {
                throw refusal(reply);
            }
            var state = reply.positive() ? State.ACCEPTED : reply.transientNegative() ? State.DEFERRED : State.REFUSED;
            replies.add(new RecipientReply(address, state, reply));
        }
        return replies;
    }

    private Reply next() throws MessagingException {
        if (answered == sent) {
            int end = Math.min(sent + group, plan.lines().size());
            conversation.send(plan.lines().subList(sent, end));
            sent = end;
        }
        answered++;
        return conversation.reply();
    }

    private SmtpException refusal(Reply reply) {
        if (goesOn(reply)) {
            takeBack();
        }
        return failures.refused(step, reply);
    }

    /** Whether the connection outlives the reply. */
    private static boolean goesOn(Reply reply) {
        return reply.code() >= 200 && reply.code() != CLOSING;
    }

    /** Whatever becomes of it, what the server has said before is what counts. */
    private void takeBack() {
        try {
            inStep = settled() && conversation.command("RSET").positive();
        } catch (MessagingException e) {
            inStep = false;
        }
    }

    /**
     * Reads the replies that are under way. A server that wants a message after all, for none of its recipients or against its
     * own refusal, gets none: RFC 2920 section 3.1 has a lonely dot for it, of which nobody knows what is delivered.
     */
    private boolean settled() {
        try {
            while (answered < sent) {
                var reply = next();
                if (!goesOn(reply) || reply.code() == START_MAIL_INPUT) {
                    return false;
                }
            }
            return true;
        } catch (MessagingException e) {
            return false;
        }
    }

    /** Up to, but not including, the final dot. */
    private DataStream written(MessageSource message) throws MessagingException {
        var data = conversation.data(message.size());
        try {
            message.writeTo(data);
            return data;
        } catch (IOException | RuntimeException e) {
            if (data.broken()) {
                throw failures.broken(step, e);
            }
            throw new UncheckedIOException(new IOException("the message could not be read", e));
        }
    }

    private Receipt verdict(List<RecipientReply> recipients, DataStream data) {
        Reply reply;
        conversation.patience(timeouts.read().multipliedBy(VERDICT_PATIENCE));
        try {
            data.end();
            reply = conversation.reply();
        } catch (IOException e) {
            if (!data.ended()) {
                throw failures.broken(step, e);
            }
            return inDoubt(recipients);
        } catch (MessagingException e) {
            return inDoubt(recipients);
        } finally {
            conversation.patience(timeouts.read());
        }
        return verdict(recipients, reply);
    }

    private Receipt verdict(List<RecipientReply> recipients, Reply reply) {
        return switch (reply.code() / 100) {
            case 2 -> {
                inStep = true;
                yield new Receipt(recipients, failures.redact(reply));
            }
            case 4, 5 -> throw refusal(reply);
            default -> inDoubt(recipients);
        };
    }

    private static Receipt inDoubt(List<RecipientReply> recipients) {
        var none = new Reply(0, null, "The connection broke before the server's answer to the message.");
        return new Receipt(
                recipients.stream()
                        .map(reply -> reply.state() == State.ACCEPTED
                                ? new RecipientReply(reply.recipient(), State.UNKNOWN, none)
                                : reply)
                        .toList(),
                none);
    }
}
