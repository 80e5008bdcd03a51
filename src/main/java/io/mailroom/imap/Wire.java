package io.mailroom.imap;

import io.mailroom.egress.ConnectFailure;
import io.mailroom.egress.Credential;
import io.mailroom.egress.Line;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Progress;
import io.mailroom.egress.Progress.Stage;
import io.mailroom.egress.SessionProperties;
import io.mailroom.egress.Timeouts;
import io.mailroom.imap.ImapException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.ByteArray;
import org.eclipse.angus.mail.iap.ConnectionException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.util.MailLogger;
import org.jspecify.annotations.Nullable;

/**
 * The protocol engine of one IMAP connection, and the one place where its failures become {@link ImapException}s.
 *
 * <p>Used without the library's Store and Folder: those keep pools, threads and message caches that an import of one
 * mailbox after another has no use for, and they fall back to LOGIN where XOAUTH2 was asked for.
 */
final class Wire extends IMAPProtocol implements AutoCloseable {

    /** One exchange with the server, in the library's terms. */
    interface Exchange<T> {
        T run() throws ProtocolException, IOException;
    }

    /** One exchange that brings nothing back. */
    interface Order {
        void run() throws ProtocolException, IOException;
    }

    private final MailServer server;
    private final Line line;
    private final Progress progress;
    private final Credential credential;
    private final int longestResponse;
    private final Duration patience;
    private boolean closed;

    private Wire(
            MailServer server,
            Credential credential,
            Timeouts timeouts,
            Line line,
            int longestResponse,
            Progress progress)
            throws IOException, ProtocolException {
        // The greeting is read by the constructor above us, and by then the limit must be known.
        this.server = server;
        this.credential = credential;
        this.line = line;
        this.progress = progress;
        this.longestResponse = longestResponse;
        this.patience = timeouts.read();
        super(
                "imap",
                server.host(),
                server.port(),
                SessionProperties.of("imap", server, timeouts, line),
                false,
                new MailLogger(Wire.class, null, false, null));
    }

    /** Connects and reads the greeting. */
    static Wire open(
            MailServer server, Credential credential, Timeouts timeouts, int longestResponse, Progress progress) {
        var line = new Line(server, timeouts, progress);
        try {
            return new Wire(server, credential, timeouts, line, longestResponse, progress);
        } catch (ProtocolException e) {
            line.hangUp();
            throw failure(server, credential, "greeting", e);
        } catch (IOException e) {
            line.hangUp();
            throw e.getCause() instanceof BoundedResponse.TooLong ? noImap(server, e) : failure(server, e);
        } catch (RuntimeException e) {
            line.hangUp();
            throw noImap(server, e);
        }
    }

    private static ImapException noImap(MailServer server, Exception e) {
        return new ImapException(
                Reason.PROTOCOL, server + " does not speak IMAP: its greeting was not understood.", null, e);
    }

    /** Before the server is asked what it can do. */
    @Override
    protected void processGreeting(Response greeting) throws ProtocolException {
        if (!greeting.isUnTagged()) {
            throw new ProtocolException("no greeting"); // what a web server says, for example
        }
        super.processGreeting(greeting);
        progress.reached(new Stage.Greeted(text(greeting)));
    }

    /** TLS was started by STARTTLS. */
    void secured() {
        progress.reached(new Stage.Secured());
    }

    /** Logged in. */
    void arrived() {
        line.arrived();
        progress.reached(new Stage.Authenticated());
    }

    /** What the server can do is known, under TLS where there is TLS. */
    void capable() {
        progress.reached(
                new Stage.Capable(getCapabilities().keySet().stream().sorted().toList()));
    }

    void tell(String doing, Order order) {
        ask(doing, () -> {
            order.run();
            return true;
        });
    }

    /** Runs one exchange; what goes wrong in it leaves as an {@link ImapException}. */
    <T> T ask(String doing, Exchange<T> exchange) {
        requireOpen();
        try {
            return exchange.run();
        } catch (ConnectionException e) {
            hangUp();
            throw failure(server, credential, doing, e);
        } catch (ProtocolException e) {
            throw failure(server, credential, doing, e);
        } catch (IOException e) {
            hangUp();
            throw failure(server, e);
        }
    }

    /** Sends a command with an optional mailbox name at its end, and demands an OK. */
    Response[] command(String doing, String command, @Nullable String mailbox) {
        return ask(doing, () -> {
            Argument arguments = null;
            if (mailbox != null) {
                arguments = new Argument();
                writeMailboxName(arguments, mailbox);
            }
            var responses = command(command, arguments);
            handleResult(responses[responses.length - 1]);
            return responses;
        });
    }

    /** A mailbox name as this server wants it written. */
    Argument mailboxName(String mailbox) {
        var arguments = new Argument();
        writeMailboxName(arguments, mailbox);
        return arguments;
    }

    /** The server's NO or BAD to a command, as an exception to be thrown or handed on. */
    ImapException refused(String doing, Response response) {
        var text = text(response);
        return refused(doing, text, Refusal.ofCommand(text));
    }

    ImapException refused(String doing, String text, Reason reason) {
        return new ImapException(reason, server + " refused to " + doing + ": " + text, text, null);
    }

    /** The connection broke in the middle of an exchange. */
    ImapException lost(@Nullable Throwable cause) {
        hangUp();
        if (cause instanceof IOException) {
            return failure(server, cause);
        }
        return new ImapException(
                Reason.CONNECTION_LOST, ConnectFailure.lost(server).explain(), null, cause);
    }

    /** The server said BYE. */
    ImapException bye(Response response) {
        hangUp();
        return byeFailure(server, credential, response);
    }

    MailServer server() {
        return server;
    }

    /** The text of a response, without credentials and control characters. */
    String text(Response response) {
        return text(credential, response);
    }

    /**
     * Reads one response.
     *
     * @throws ProtocolException when it was read whole but makes no sense: the next one can be read
     * @throws IOException when the stream has ended, or can no longer be told where a response begins
     */
    @Override
    public Response readResponse() throws IOException, ProtocolException {
        try {
            return super.readResponse();
        } catch (BoundedResponse.TooLong e) {
            throw new IOException(e.getMessage(), e);
        } catch (IndexOutOfBoundsException | NegativeArraySizeException | ClassCastException e) {
            // A response cut short makes the library's parser run off its end; so does a literal of 2 GB, unread.
            if (unfinished()) {
                throw new IOException("response not readable", e);
            }
            throw new ProtocolException("response not understood", e);
        }
    }

    private @Nullable BoundedResponse reading;

    private boolean unfinished() {
        return reading == null || !reading.finished();
    }

    @Override
    protected ByteArray getResponseBuffer() {
        reading = new BoundedResponse(longestResponse);
        return reading;
    }

    /** Whether the last response broke off in the middle. */
    boolean midResponse() {
        return reading != null && reading.begun();
    }

    /** How long the next bytes are waited for, in place of the usual time. */
    void patience(Duration read) {
        line.patience(read);
    }

    /** The usual time again. */
    void patience() {
        line.patience(patience);
    }

    /** Ends an IDLE (RFC 2177). */
    void done() throws IOException {
        say("DONE");
    }

    /** A line that is no command: the server has asked for it. */
    void say(String line) throws IOException {
        var out = getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Takes the capabilities from what came with the OK to a log-in, wherever in it they are. */
    void loggedIn(List<Response> responses) {
        handleCapabilityResponse(responses.toArray(Response[]::new));
        setCapabilities(responses.getLast());
    }

    private void requireOpen() {
        if (closed) {
            throw new ImapException(Reason.CONNECTION_LOST, "The connection to " + server + " is closed already.");
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends the connection without a word: after a failure in the middle of an answer nothing more can be said on it. */
    void hangUp() {
        closed = true;
        line.hangUp();
        disconnect();
    }

    /** Logs out if the connection is in step; always frees the socket, never throws, never waits long. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            // Nothing is lost by not waiting for the server's BYE: the mailbox closes without expunging either way.
            writeCommand("LOGOUT", null);
        } catch (IOException | ProtocolException | RuntimeException alreadyGone) {
            // The socket is freed below.
        } finally {
            hangUp();
        }
    }

    /** Like {@link #hangUp()}, but by a thread that does not own the connection, and so without its locks. */
    void abort() {
        line.hangUp();
    }

    private static ImapException failure(MailServer server, Credential credential, String doing, ProtocolException e) {
        var response = e.getResponse();
        if (response == null) {
            // STARTTLS wraps what happened below it in a ProtocolException without response.
            if (e.getCause() instanceof IOException) {
                return failure(server, e.getCause());
            }
            return new ImapException(
                    Reason.PROTOCOL, "The answer of " + server + " was not understood (" + doing + ").", null, e);
        }
        if (response.isBYE()) {
            return byeFailure(server, credential, response);
        }
        var text = text(credential, response);
        // Without its cause, which repeats the server's text, and that may repeat the credential.
        return new ImapException(Refusal.ofCommand(text), server + " refused to " + doing + ": " + text, text, null);
    }

    private static ImapException byeFailure(MailServer server, Credential credential, Response response) {
        if (response.getException() != null) {
            // The library's way to report an I/O error inside a command.
            return failure(server, response.getException());
        }
        var text = text(credential, response);
        var reason = Refusal.ofCommand(text);
        return new ImapException(
                reason.equals(Reason.COMMAND_REFUSED) ? Reason.CONNECTION_LOST : reason,
                server + " closed the connection: " + text,
                text,
                null);
    }

    private static ImapException failure(MailServer server, Throwable e) {
        if (e.getCause() instanceof BoundedResponse.TooLong tooLong) {
            return new ImapException(
                    Reason.TOO_LARGE, server + " sent a longer answer than we take: " + tooLong.getMessage(), null, e);
        }
        var failure = ConnectFailure.of(e, server);
        return new ImapException(Reason.of(failure), failure.explain(), null, e);
    }

    private static String text(Credential credential, Response response) {
        response.reset();
        var text = response.isBYE() && response.isUnTagged()
                ? response.toString().replaceFirst("^\\* BYE ?", "")
                : response.getRest();
        var printable = credential
                .redact(text == null ? "" : text)
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        return printable.length() > 500 ? printable.substring(0, 500) : printable;
    }
}
