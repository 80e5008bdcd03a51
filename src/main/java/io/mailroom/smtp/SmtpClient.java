package io.mailroom.smtp;

import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialException;
import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Progress;
import io.mailroom.egress.Timeouts;
import io.mailroom.smtp.Receipt.RecipientReply;
import io.mailroom.smtp.Receipt.State;
import io.mailroom.smtp.SmtpException.Reason;
import io.mailroom.smtp.SmtpException.Step;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One authenticated connection to a submission server (RFC 6409), good for one message after another. Blocking, for one
 * thread; {@link #abort()} alone may be called by another.
 */
public final class SmtpClient implements AutoCloseable {

    /** RFC 5321 section 4.5.3.2.6 wants ten minutes for the verdict, ten times what any other reply gets here. */
    private static final int VERDICT_PATIENCE = 10;

    private final Conversation conversation;
    private final Timeouts timeouts;
    private final Failures failures;
    private boolean closed;

    private SmtpClient(Conversation conversation, Timeouts timeouts, Failures failures) {
        this.conversation = conversation;
        this.timeouts = timeouts;
        this.failures = failures;
    }

    public static SmtpClient connect(MailServer server, CredentialSource credentials, Timeouts timeouts) {
        return connect(server, credentials, timeouts, Progress.NONE);
    }

    /** A credential that is refused is renewed where that can be done, and the new one tried once. */
    public static SmtpClient connect(
            MailServer server, CredentialSource credentials, Timeouts timeouts, Progress progress) {
        try {
            var credential = credentials.current();
            try {
                return connect(server, credential, timeouts, progress);
            } catch (SmtpException e) {
                if (e.reason() != Reason.AUTHENTICATION) {
                    throw e;
                }
                return connect(server, credentials.renewed(credential).orElseThrow(() -> e), timeouts, progress);
            }
        } catch (CredentialException e) {
            throw SmtpException.of(e);
        }
    }

    /** Connects, secures the connection as the server's settings demand, and logs in. */
    public static SmtpClient connect(MailServer server, Credential credential, Timeouts timeouts) {
        return connect(server, credential, timeouts, Progress.NONE);
    }

    private static SmtpClient connect(MailServer server, Credential credential, Timeouts timeouts, Progress progress) {
        var failures = new Failures(server, credential);
        var conversation = Login.run(server, credential, timeouts, failures, progress);
        return new SmtpClient(conversation, timeouts, failures);
    }

    /**
     * Submits a message. The answer tells what became of it for each recipient; it may have been refused for all of them.
     *
     * @throws SmtpException when nothing was submitted; unless the connection broke, the client can go on
     * @throws UncheckedIOException when the message could not be read; nothing was submitted
     */
    public Receipt submit(Envelope envelope, MessageSource message) {
        if (closed) {
            throw failures.closed();
        }
        var inStep = false;
        try {
            var receipt = converse(envelope, message);
            inStep = receipt.recipients().stream().noneMatch(recipient -> recipient.state() == State.UNKNOWN);
            return receipt;
        } catch (SmtpException e) {
            inStep = e.reply() != null && e.reply().code() != 421 || e.reason() == Reason.ADDRESS;
            throw e;
        } catch (MessagingException e) {
            throw failures.broken(e);
        } finally {
            if (!inStep) {
                abandon();
            }
        }
    }

    /**
     * Asks whether the server takes mail from this address, and takes the question back (RSET): nothing is sent.
     *
     * @return its answer, a yes
     */
    public Reply tryReversePath(String reversePath) {
        if (closed) {
            throw failures.closed();
        }
        try {
            var reply = mail(path(reversePath), List.of(), "");
            conversation.command("RSET");
            return failures.redact(reply);
        } catch (MessagingException e) {
            throw failures.broken(e);
        }
    }

    /** Whether the server still answers (NOOP): ask before using a connection that has been idle. */
    public boolean alive() {
        return !closed && conversation.isConnected();
    }

    /** Says QUIT and frees the socket; never throws and waits for no answer. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                conversation.close();
            } catch (MessagingException alreadyGone) {
                // The socket is freed below.
            } finally {
                conversation.hangUp();
            }
        }
    }

    /** Frees the socket at once, from any thread; who is waiting on it gets an {@link SmtpException}. */
    public void abort() {
        conversation.hangUp();
    }

    private void abandon() {
        closed = true;
        conversation.hangUp();
    }

    private Receipt converse(Envelope envelope, MessageSource message) throws MessagingException {
        var sender = envelope.reversePath().isEmpty() ? Path.empty() : path(envelope.reversePath());
        var recipients = envelope.recipients().stream().map(this::path).toList();
        mail(sender, recipients, conversation.supportsExtension("SIZE") ? " SIZE=" + message.size() : "");
        var replies = recipients(envelope.recipients(), recipients);
        if (replies.stream().noneMatch(reply -> reply.state() == State.ACCEPTED)) {
            conversation.command("RSET");
            return new Receipt(replies, replies.getLast().reply());
        }
        return data(message, replies);
    }

    private Path path(String address) {
        try {
            return Path.of(address);
        } catch (IllegalArgumentException e) {
            throw failures.address(address, e);
        }
    }

    private Reply mail(Path sender, List<Path> recipients, String size) throws MessagingException {
        var command = new StringBuilder("MAIL FROM:").append(sender).append(size);
        if (conversation.supportsExtension("8BITMIME")) {
            // A forwarded message may hold 8-bit text. Declaring it for one that does not costs nothing.
            command.append(" BODY=8BITMIME");
        }
        if (sender.international() || recipients.stream().anyMatch(Path::international)) {
            if (!conversation.supportsExtension("SMTPUTF8")) {
                throw failures.internationalAddress();
            }
            command.append(" SMTPUTF8");
        }
        var reply = conversation.command(command.toString());
        if (!reply.positive()) {
            throw failures.refused(Step.MAIL, reply);
        }
        return reply;
    }

    private List<RecipientReply> recipients(List<String> addresses, List<Path> paths) throws MessagingException {
        var replies = new ArrayList<RecipientReply>();
        for (int i = 0; i < paths.size(); i++) {
            var reply = failures.redact(conversation.command("RCPT TO:" + paths.get(i)));
            // 421 and 530 are about the connection, not about the recipient.
            if (reply.code() < 200 || reply.code() == 421) {
                throw failures.refused(Step.RCPT, reply);
            }
            if (reply.code() == 530) {
                conversation.command("RSET");
                throw failures.refused(Step.RCPT, reply);
            }
            var state = reply.positive() ? State.ACCEPTED : reply.transientNegative() ? State.DEFERRED : State.REFUSED;
            replies.add(new RecipientReply(addresses.get(i), state, reply));
        }
        return replies;
    }

    private Receipt data(MessageSource message, List<RecipientReply> recipients) throws MessagingException {
        try {
            conversation.transmit(message);
        } catch (Conversation.UnreadableSource e) {
            abandon(); // before the final dot: the server drops what it has
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw failures.broken(e);
        }
        return verdict(recipients);
    }

    private Receipt verdict(List<RecipientReply> recipients) {
        conversation.patience(timeouts.read().multipliedBy(VERDICT_PATIENCE));
        try {
            conversation.finish();
            return new Receipt(recipients, failures.redact(conversation.lastReply()));
        } catch (MessagingException e) {
            if (conversation.verdict() != null) {
                throw refusal(e);
            }
            return inDoubt(recipients);
        } catch (IOException e) {
            throw failures.broken(e); // not even the dot went out
        } finally {
            conversation.patience(timeouts.read());
        }
    }

    private SmtpException refusal(MessagingException e) {
        var verdict = conversation.verdict();
        return verdict == null ? failures.broken(e) : failures.refused(Step.DATA, verdict);
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
