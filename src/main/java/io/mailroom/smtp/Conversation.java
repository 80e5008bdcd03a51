package io.mailroom.smtp;

import io.mailroom.egress.Line;
import io.mailroom.egress.Progress;
import io.mailroom.egress.Progress.Stage;
import io.mailroom.egress.Tls;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * The protocol engine of one connection, command by command. The library's own {@code sendMessage} is not used: it folds the
 * replies to all recipients into one exception, and rewrites headers.
 */
final class Conversation extends SMTPTransport {

    /** The library reads a reply into memory, however long it is; a line has 512 bytes (RFC 5321 section 4.5.3.1.5). */
    private static final int LONGEST_REPLY = 1 << 20;

    private final Line line;
    private final Tls tls;
    private final Progress progress;
    private boolean greeted;
    private @Nullable Reply verdict;

    Conversation(Properties properties, Line line, Tls tls, Progress progress) {
        super(Session.getInstance(properties), new URLName("smtp", null, -1, null, null, null));
        this.line = line;
        this.tls = tls;
        this.progress = progress;
    }

    /** Said once, and once more after STARTTLS: what was offered in the clear may have been written by anybody. */
    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        boolean first = !greeted;
        if (first) {
            greeted = true;
            progress.reached(new Stage.Greeted(lastReply().text()));
        }
        boolean taken = super.ehlo(domain);
        if (taken && !(first && tls == Tls.STARTTLS)) {
            progress.reached(new Stage.Capable(lastReply()
                    .text()
                    .lines()
                    .skip(1)
                    .map(Conversation::keyword)
                    .toList()));
        }
        return taken;
    }

    @Override
    protected void startTLS() throws MessagingException {
        super.startTLS();
        progress.reached(new Stage.Secured());
    }

    private static String keyword(String line) {
        return line.length() > 4 ? line.substring(4) : "";
    }

    /** An address literal (RFC 5321 section 4.1.3): looking our own name up may take seconds and tells more than it should. */
    @Override
    public String getLocalHost() {
        var address = line.localAddress();
        var text = address.getHostAddress().replaceFirst("%.*", "");
        return address instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
    }

    /** Whether any way to log in is offered. */
    boolean offersLogin() {
        return supportsExtension("AUTH") || supportsExtension("AUTH=LOGIN");
    }

    /** Whether this way to log in is offered (RFC 4954 section 3). */
    synchronized boolean offersLogin(String mechanism) {
        return supportsAuthentication(mechanism);
    }

    /** Sends one command in UTF-8 and returns the reply. */
    synchronized Reply command(String command) throws MessagingException {
        simpleCommand(command.getBytes(StandardCharsets.UTF_8));
        return lastReply();
    }

    /** The last reply; its code is 0 or less when the connection ended instead, or what came was no reply. */
    Reply lastReply() {
        var received = getLastServerResponse();
        return Reply.of(getLastReturnCode(), received == null ? "" : received);
    }

    /** Sends DATA and the message up to, but not including, the final dot. */
    synchronized void transmit(MessageSource message) throws MessagingException, IOException {
        verdict = null;
        var watched = new Watched(data());
        try {
            message.writeTo(watched);
        } catch (IOException | RuntimeException e) {
            if (!watched.broken) {
                throw new UnreadableSource(e);
            }
            throw e;
        }
    }

    /** Sends the final dot and waits for the verdict. */
    synchronized void finish() throws MessagingException, IOException {
        verdict = null;
        finishData();
    }

    /** The reply to DATA or to the final dot; absent if there was none. The library says RSET after a refusal. */
    @Nullable
    Reply verdict() {
        return verdict == null || verdict.code() <= 0 ? null : verdict;
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        line.expect(LONGEST_REPLY);
        int code = super.readServerResponse();
        if (verdict == null) {
            verdict = lastReply();
        }
        return code;
    }

    void patience(Duration read) {
        line.patience(read);
    }

    void hangUp() {
        line.hangUp();
    }

    /** The message could not be read on our side; the server has no part in it. */
    static final class UnreadableSource extends IOException {
        UnreadableSource(Throwable cause) {
            super("the message could not be read", cause);
        }
    }

    /** Knows a connection that breaks from a message that does. */
    private static final class Watched extends FilterOutputStream {

        private boolean broken;

        Watched(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            try {
                out.write(b);
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            flush(); // the stream below belongs to the connection
        }
    }
}
