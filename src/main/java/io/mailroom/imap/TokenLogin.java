package io.mailroom.imap;

import io.mailroom.egress.BearerMechanism;
import io.mailroom.egress.BearerRefusal;
import io.mailroom.egress.Credential;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;

/**
 * AUTHENTICATE with an access token (RFC 9051 section 6.2.2). The library's own knows XOAUTH2 only, answers every challenge
 * with the token once more, and keeps what the server says in it to itself.
 */
final class TokenLogin {

    /** Servers cut longer command lines off (RFC 7162 section 4 wants 8192 octets); a continuation line may be longer. */
    private static final int LONGEST_COMMAND = 8_000;

    /** One asks for the token, one says what is wrong with it. */
    private static final int MOST_CHALLENGES = 3;

    /** Before it says yes or no; its capabilities are one. */
    private static final int MOST_RESPONSES = 100;

    private final Wire wire;
    private final Credential.AccessToken credential;
    private final BearerMechanism mechanism;
    private final String message;
    private final List<Response> responses = new ArrayList<>();
    private int challenges;
    private boolean sent;
    private boolean repeated;
    private String refusal = "";

    TokenLogin(Wire wire, Credential.AccessToken credential, BearerMechanism mechanism) {
        this.wire = wire;
        this.credential = credential;
        this.mechanism = mechanism;
        this.message = mechanism.initialResponse(credential, wire.server());
    }

    /** Ends with the server's OK, or with an exception that carries its NO, BAD or BYE. */
    void run() throws ProtocolException, IOException {
        var tag = begin();
        Response last;
        do {
            last = wire.readResponse();
            if (responses.size() == MOST_RESPONSES) {
                throw new IOException("the server says a lot and does not come to an end");
            }
            responses.add(last);
            if (last.isContinuation()) {
                answer(last);
            }
        } while (!(last.isTagged() && tag.equals(last.getTag())) && !last.isBYE());
        wire.handleResult(last);
        wire.loggedIn(responses);
    }

    /** What the server had to say about the token before it refused it; empty if nothing. */
    String refusal() {
        return refusal;
    }

    private String begin() throws ProtocolException, IOException {
        var arguments = new Argument();
        arguments.writeAtom(mechanism.name());
        if (wire.hasCapability("SASL-IR") && message.length() < LONGEST_COMMAND) {
            arguments.writeAtom(message);
            sent = true;
        }
        return wire.writeCommand("AUTHENTICATE", arguments);
    }

    private void answer(Response challenge) throws IOException {
        if (++challenges > MOST_CHALLENGES) {
            throw new IOException("the server goes on asking for a token");
        }
        var text = challenge.getRest() == null ? "" : challenge.getRest().strip();
        // A server that asks although it was sent with the command has not looked at it there.
        if (!sent || text.isEmpty() && !repeated) {
            wire.say(message);
            sent = true;
            repeated = true;
        } else {
            refusal = BearerRefusal.read(text, credential);
            wire.say(mechanism.acknowledgement());
        }
    }
}
