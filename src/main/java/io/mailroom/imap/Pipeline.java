package io.mailroom.imap;

import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.function.Consumer;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a few FETCH commands under way and hands on each answer as it arrives, so that a batch is never in memory whole.
 *
 * <p>Servers send the data of a later command before the OK of an earlier one. An answer therefore belongs to the UID (and
 * origin) it names, never to the command being waited for.
 */
final class Pipeline {

    /** Two hide the round trip; a third gains a few percent and doubles nothing. */
    private static final int DEPTH = 2;

    private final Wire wire;
    private @Nullable ImapException doubt;

    Pipeline(Wire wire) {
        this.wire = wire;
    }

    /**
     * Runs the commands to their end. If anything is thrown, by the handler too, answers are still under way and the
     * connection is given up.
     */
    void run(Iterator<String> commands, Consumer<FetchResponse> handler) {
        var inStep = false;
        try {
            exchange(commands, handler);
            inStep = true;
        } finally {
            if (!inStep) {
                wire.hangUp();
            }
        }
    }

    /** Why one or more of the answers may be missing though their messages exist; absent after an exchange without fault. */
    @Nullable
    ImapException doubt() {
        return doubt;
    }

    private void exchange(Iterator<String> commands, Consumer<FetchResponse> handler) {
        var open = new HashSet<String>();
        try {
            while (commands.hasNext() || !open.isEmpty()) {
                while (open.size() < DEPTH && commands.hasNext()) {
                    open.add(wire.writeCommand(commands.next(), null));
                }
                var response = read();
                if (response instanceof FetchResponse fetched) {
                    handler.accept(fetched);
                } else if (response != null && response.isTagged()) {
                    open.remove(response.getTag());
                    if (!response.isOK()) {
                        doubt = wire.refused("fetch", response);
                    }
                } else if (response != null && response.isBYE()) {
                    throw wire.bye(response);
                }
            }
        } catch (IOException | ProtocolException e) {
            throw wire.lost(e);
        }
    }

    /** The next response, or null for one that was complete but made no sense: the ones behind it are fine. */
    private @Nullable Response read() throws IOException {
        try {
            return wire.readResponse();
        } catch (ProtocolException e) {
            doubt = new ImapException(
                    ImapException.Reason.PROTOCOL,
                    "The answer of " + wire.server() + " for this message was not understood.",
                    null,
                    e);
            return null;
        }
    }
}
