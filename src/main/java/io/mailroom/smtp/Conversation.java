package io.mailroom.smtp;

import io.mailroom.egress.Line;
import io.mailroom.egress.Progress;
import io.mailroom.egress.Progress.Stage;
import io.mailroom.egress.Tls;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * The protocol engine of one connection, command by command. The library's own {@code sendMessage} is not used: it folds the
 * replies to all recipients into one exception, and rewrites headers.
 */
final class Conversation extends SMTPTransport {

    /** The library reads a reply into memory, however long it is; a line has 512 bytes (RFC 5321 section 4.5.3.1.5). */
    private static final int LONGEST_REPLY = 1 << 20;

    /** As much as fits a number; nobody takes more. */
    private static final Pattern SIZE = Pattern.compile("\\d{1,18}");

    private static final byte[] CRLF = {'\r', '\n'};

    private final Line line;
    private final Tls tls;
    private final Progress progress;
    private boolean greeted;

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

    /** Whether this extension is offered (RFC 5321 section 4.1.1.1). */
    boolean offers(String extension) {
        return supportsExtension(extension);
    }

    /** The largest message that is taken (RFC 1870 section 4); a server that names 0 has a limit and does not know it. */
    OptionalLong maxSize() {
        var size = getExtensionParameter("SIZE");
        return size == null
                        || !SIZE.matcher(size.strip()).matches()
                        || size.strip().matches("0+")
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(size.strip()));
    }

    /** Sends one command in UTF-8 and returns the reply. */
    Reply command(String command) throws MessagingException {
        send(List.of(command));
        return reply();
    }

    /** Sends commands in one write (RFC 2920). Each is answered by a {@link #reply()} of its own, in their order. */
    void send(List<String> commands) throws MessagingException {
        var bytes = new ByteArrayOutputStream();
        for (var command : commands) {
            if (command.indexOf('\r') >= 0 || command.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a command has one line");
            }
            bytes.writeBytes(command.getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(CRLF);
        }
        try {
            bytes.writeTo(line.output());
        } catch (IOException e) {
            throw new MessagingException("the connection broke", e);
        }
    }

    /** The next reply; its code is 0 or less when the connection ended instead, or what came was no reply. */
    synchronized Reply reply() throws MessagingException {
        readServerResponse();
        return lastReply();
    }

    /** The last reply; its code is 0 or less when the connection ended instead, or what came was no reply. */
    Reply lastReply() {
        var received = getLastServerResponse();
        return Reply.of(getLastReturnCode(), received == null ? "" : received);
    }

    /** Takes a message, after the server has asked for it. */
    DataStream data(long size) throws MessagingException {
        try {
            return new DataStream(line.output(), size);
        } catch (IOException e) {
            throw new MessagingException("the connection broke", e);
        }
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        line.expect(LONGEST_REPLY);
        return super.readServerResponse();
    }

    void patience(Duration read) {
        line.patience(read);
    }

    void hangUp() {
        line.hangUp();
    }
}
