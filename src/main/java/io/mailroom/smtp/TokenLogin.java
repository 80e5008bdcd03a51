package io.mailroom.smtp;

import io.mailroom.egress.BearerMechanism;
import io.mailroom.egress.BearerRefusal;
import io.mailroom.egress.Credential;
import io.mailroom.egress.MailServer;
import jakarta.mail.MessagingException;

/** AUTH with an access token (RFC 4954, RFC 7628). The library's own knows XOAUTH2 only, and hangs up on the server's reason. */
final class TokenLogin {

    /** RFC 5321 section 4.5.3.1.4, CRLF included: a longer first message has to wait for the server to ask for it (RFC 4954 section 4). */
    private static final int LONGEST_COMMAND = 512;

    private static final int CONTINUE = 334;
    private static final int DONE = 235;

    private final Conversation conversation;
    private final Failures failures;

    TokenLogin(Conversation conversation, Failures failures) {
        this.conversation = conversation;
        this.failures = failures;
    }

    /** Never as a password: a server that takes no tokens does not get to see one. */
    void run(Credential.AccessToken token, MailServer server) {
        var mechanism = BearerMechanism.among(conversation::offersLogin, token.mechanism())
                .orElseThrow(failures::loginNotOffered);
        try {
            run(token, mechanism, mechanism.initialResponse(token, server));
        } catch (MessagingException e) {
            throw failures.loginBroken(e);
        }
    }

    private void run(Credential.AccessToken token, BearerMechanism mechanism, String message)
            throws MessagingException {
        var command = "AUTH " + mechanism.name();
        boolean atOnce = command.length() + 1 + message.length() + 2 <= LONGEST_COMMAND;
        var reply = conversation.command(atOnce ? command + " " + message : command);
        if (reply.code() == CONTINUE && (!atOnce || challenge(reply).isEmpty())) {
            reply = conversation.command(message);
        }
        var told = "";
        if (reply.code() == CONTINUE) {
            told = BearerRefusal.read(challenge(reply), token);
            reply = conversation.command(mechanism.acknowledgement());
        }
        if (reply.code() != DONE) {
            throw failures.tokenRefused(reply, told);
        }
    }

    private static String challenge(Reply reply) {
        return reply.text().replaceFirst("^334[ -]?", "").strip();
    }
}
