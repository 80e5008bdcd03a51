package io.mailroom.imap;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;

/**
 * The IDLE command (RFC 2177) from its beginning to its end, on the one thread that owns the connection.
 *
 * <p>The library's own waits for ever when the server answers IDLE with a NO, never notices a dead connection, and needs a
 * second thread to end it. Here the thread that waits gives up waiting when it is time and says DONE itself.
 */
final class Idle {

    private final Wire wire;
    private boolean arrived;

    private Idle(Wire wire) {
        this.wire = wire;
    }

    /**
     * Returns as soon as there is something in the mailbox that was not there before.
     *
     * @param most how long to wait; on top of it comes at most the time the server may take for an answer
     * @return false when the server offers IDLE and does not take it
     */
    static boolean run(Wire wire, Duration most) {
        return wire.ask("wait for new mail", () -> new Idle(wire).run(most));
    }

    private boolean run(Duration most) throws IOException, ProtocolException {
        var tag = wire.writeCommand("IDLE", null);
        for (var response = read(); !response.isContinuation(); response = read()) {
            if (ends(response, tag)) {
                return false;
            }
        }
        // What is there already may have come in the same packet as the continuation, or before it.
        boolean over = false;
        try {
            over = !arrived && await(tag, System.nanoTime() + most.toNanos());
        } finally {
            wire.patience();
        }
        if (!over) {
            wire.done();
            for (var response = read(); !ends(response, tag); response = read()) {
                // what is left to be said before the end
            }
        }
        return true;
    }

    /** @return whether the server has ended the command by itself */
    private boolean await(String tag, long until) throws IOException, ProtocolException {
        for (long left = until - System.nanoTime(); left > 0 && !arrived; left = until - System.nanoTime()) {
            // Zero would mean for ever.
            wire.patience(Duration.ofNanos(left).plusMillis(1));
            try {
                if (ends(read(), tag)) {
                    return true;
                }
            } catch (SocketTimeoutException e) {
                if (wire.midResponse()) {
                    throw e; // the rest of the line did not come: the stream is out of step
                }
                return false;
            }
        }
        return false;
    }

    private Response read() throws IOException, ProtocolException {
        var response = wire.readResponse();
        if (response.isBYE()) {
            throw wire.bye(response);
        }
        arrived |= tellsOfMail(response);
        return response;
    }

    private static boolean ends(Response response, String tag) {
        return response.isTagged() && response.getTag().equals(tag);
    }

    /** Flags and expunged messages are no news; a mailbox that grows says so by EXISTS (RFC 9051 section 7.4.1). */
    static boolean tellsOfMail(Response response) {
        return response instanceof IMAPResponse untagged && untagged.keyEquals("EXISTS");
    }
}
