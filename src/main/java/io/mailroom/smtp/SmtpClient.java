package io.mailroom.smtp;

import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialException;
import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Progress;
import io.mailroom.egress.Timeouts;
import io.mailroom.smtp.SmtpException.Reason;
import io.mailroom.smtp.SmtpException.Step;
import jakarta.mail.MessagingException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * One authenticated connection to a submission server (RFC 6409), good for one message after another. Blocking, for one
 * thread; {@link #abort()} alone may be called by another.
 */
public final class SmtpClient implements AutoCloseable {

    private final Conversation conversation;
    private final Timeouts timeouts;
    private final Failures failures;
    private int transactions;
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
        var transaction = new Transaction(conversation, timeouts, failures, envelope, message);
        transactions++;
        try {
            return transaction.run(message);
        } finally {
            if (!transaction.inStep()) {
                abandon();
            }
        }
    }

    /** The largest message that the server says it takes (RFC 1870). */
    public OptionalLong maxSize() {
        return conversation.maxSize();
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
        var command = new Commands(conversation, failures).mail(reversePath);
        try {
            var reply = conversation.command(command);
            if (!reply.positive()) {
                throw failures.refused(Step.MAIL, reply);
            }
            conversation.command("RSET");
            return failures.redact(reply);
        } catch (MessagingException e) {
            throw failures.broken(Step.MAIL, e);
        }
    }

    /** Whether another message can follow, as far as is known without asking. */
    boolean inStep() {
        return !closed;
    }

    /** How many messages have been tried. */
    int transactions() {
        return transactions;
    }

    /** Whether the server still answers (NOOP): ask before using a connection that has been idle. */
    public boolean alive() {
        return !closed && conversation.isConnected();
    }

    /** The same, with as much patience at most. */
    boolean alive(Duration patience) {
        conversation.patience(patience.compareTo(timeouts.read()) < 0 ? patience : timeouts.read());
        try {
            return alive();
        } finally {
            conversation.patience(timeouts.read());
        }
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
}
