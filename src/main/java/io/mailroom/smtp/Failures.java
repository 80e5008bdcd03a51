package io.mailroom.smtp;

import io.mailroom.egress.Cause;
import io.mailroom.egress.ConnectFailure;
import io.mailroom.egress.Credential;
import io.mailroom.egress.Line;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.ServerWords;
import io.mailroom.smtp.SmtpException.Reason;
import io.mailroom.smtp.SmtpException.Step;
import jakarta.mail.AuthenticationFailedException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what went wrong with one server into exceptions that say so. Reply code and exception type decide what is tried again. */
final class Failures {

    private final MailServer server;
    private final Credential credential;

    Failures(MailServer server, Credential credential) {
        this.server = server;
        this.credential = credential;
    }

    Reply redact(Reply reply) {
        return new Reply(reply.code(), reply.enhancedStatusCode(), credential.redact(reply.text()));
    }

    SmtpException connect(Throwable e, Reply last) {
        return hasCause(e, IOException.class) ? network(Step.CONNECT, e) : refused(Step.CONNECT, last);
    }

    SmtpException login(AuthenticationFailedException e, Conversation conversation) {
        var reply = redact(conversation.lastReply());
        if (hasCause(e, IOException.class)) {
            return network(Step.AUTH, e);
        }
        if (reply.code() == 250) {
            // No AUTH was said since EHLO: no mechanism in common.
            return loginNotOffered();
        }
        return refused(Step.AUTH, reply);
    }

    /** @param told by the server in its challenge, before it refused the token; empty if nothing was */
    SmtpException tokenRefused(Reply received, String told) {
        return told.isEmpty()
                ? refused(Step.AUTH, received)
                : refused(
                        Step.AUTH,
                        new Reply(received.code(), received.enhancedStatusCode(), received.text() + " (" + told + ")"));
    }

    /** The connection broke in the middle of the log-in. */
    SmtpException loginBroken(Throwable e) {
        return network(Step.AUTH, e);
    }

    SmtpException loginNotOffered() {
        return credential instanceof Credential.AccessToken
                ? failure(
                        Reason.OAUTH_UNSUPPORTED,
                        Step.AUTH,
                        server + " offers neither XOAUTH2 nor OAUTHBEARER, so the access token was not sent."
                                + " Use a password for this server, or check the host name.")
                : failure(
                        Reason.AUTHENTICATION,
                        Step.AUTH,
                        server + " takes no password on this connection. It may want TLS first;"
                                + " if it needs no login, remove user and password.");
    }

    SmtpException startTlsMissing() {
        return failure(
                Reason.STARTTLS_MISSING,
                Step.CONNECT,
                server + " does not offer STARTTLS, or somebody in between has removed it from what the server says."
                        + " Nothing was sent to it. Use SSL with its TLS port, or no TLS if you trust the network in"
                        + " between.");
    }

    SmtpException internationalAddress() {
        return failure(
                Reason.ADDRESS,
                Step.MAIL,
                server + " cannot deliver to addresses with letters outside ASCII before the @ (no SMTPUTF8).");
    }

    SmtpException address(String address, IllegalArgumentException e) {
        var shown = address.replaceAll("[^\\p{Graph}]", "?");
        return new SmtpException(
                Reason.ADDRESS, Step.MAIL, false, shown + " is no e-mail address: " + e.getMessage() + ".", null, e);
    }

    SmtpException tooLarge(long size, long most) {
        return failure(
                Reason.TOO_LARGE,
                Step.MAIL,
                server + " takes messages of at most " + told(most) + ", and this one has " + told(size)
                        + ". It was not sent.");
    }

    /** {@code 10.5 MB (10485760 bytes)}: sizes that differ look different. */
    private static String told(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB (%d bytes)", bytes / 1e6, bytes);
    }

    /** The connection broke outside of the one moment where that leaves doubt. */
    SmtpException broken(Step step, Throwable e) {
        return network(step, e);
    }

    SmtpException closed() {
        return network(Step.CONNECT, null);
    }

    /** The server answered, and not with yes. */
    SmtpException refused(Step step, Reply received) {
        var reply = redact(received);
        if (reply.code() <= 0) {
            return noReply(step, reply);
        }
        var temporary = reply.transientNegative();
        var reason = reason(step, reply, temporary);
        return new SmtpException(
                reason, step, temporary, sentence(reason, step) + " It answered: " + reply.text(), reply, null);
    }

    /** The library's way to say that the connection ended, or that what came has no reply code. */
    private SmtpException noReply(Step step, Reply reply) {
        return reply.text().isEmpty() || reply.text().equals("[EOF]")
                ? network(step, null)
                : failure(Reason.PROTOCOL, step, server + " does not speak SMTP. It said: " + reply.text());
    }

    private Reason reason(Step step, Reply reply, boolean temporary) {
        // What is said to a message is about the message.
        var said = step == Step.DATA || step == Step.RCPT
                ? Optional.<Cause>empty()
                : ServerWords.cause(reply.text().replaceAll("\\n\\d{3}[ -]([245]\\.\\d{1,3}\\.\\d{1,3} )?", " "));
        if (said.isPresent()) {
            return switch (said.get()) {
                case DISABLED_BY_PROVIDER -> Reason.DISABLED_BY_PROVIDER;
                case THROTTLED -> Reason.THROTTLED;
                case TOO_MANY_CONNECTIONS -> Reason.TOO_MANY_CONNECTIONS;
                default -> throw new IllegalStateException("no such words: " + said.get());
            };
        }
        if (temporary) {
            return Reason.UNAVAILABLE;
        }
        if (reply.code() == 530 || step == Step.AUTH) {
            return Reason.AUTHENTICATION;
        }
        if (reply.code() == 552 && step != Step.RCPT) {
            return Reason.TOO_LARGE;
        }
        return switch (step) {
            case CONNECT, RCPT -> reply.code() / 100 == 5 ? Reason.UNAVAILABLE : Reason.PROTOCOL;
            case MAIL -> Reason.SENDER_REFUSED;
            case DATA -> Reason.MESSAGE_REFUSED;
            case AUTH -> Reason.AUTHENTICATION;
        };
    }

    private String sentence(Reason reason, Step step) {
        return switch (reason) {
            case AUTHENTICATION ->
                switch (credential) {
                    case Credential.None none ->
                        server + " wants a login, and these settings have no user. Add user and password.";
                    case Credential.Password password -> server + " refused the login. Check user and password.";
                    case Credential.AccessToken token ->
                        server + " refused the access token of " + token.user()
                                + ": it has expired, or is not for this mailbox.";
                };
            case TOO_LARGE -> server + " does not take a message of this size.";
            case SENDER_REFUSED -> server + " refused the sender. Check the From address of these settings.";
            case MESSAGE_REFUSED -> server + " refused the message.";
            case DISABLED_BY_PROVIDER -> server + " lets nobody in this way: it is switched off there.";
            case UNAVAILABLE, THROTTLED, TOO_MANY_CONNECTIONS ->
                server + (step == Step.AUTH ? " does not take a login just now." : " takes no message just now.");
            default -> server + " did not answer as a mail server does.";
        };
    }

    private SmtpException network(Step step, @Nullable Throwable e) {
        if (e != null && hasCause(e, Line.Endless.class)) {
            return failure(Reason.PROTOCOL, step, server + " does not speak SMTP: its answer has no end.");
        }
        var failure = e == null ? ConnectFailure.lost(server) : ConnectFailure.of(e, server);
        return new SmtpException(Reason.of(failure), step, failure.cause().temporary(), failure.explain(), null, e);
    }

    private static SmtpException failure(Reason reason, Step step, String message) {
        return new SmtpException(reason, step, false, message, null, null);
    }

    private static boolean hasCause(Throwable e, Class<? extends Throwable> type) {
        for (var next = e; next != null; next = next.getCause()) {
            if (type.isInstance(next)) {
                return true;
            }
        }
        return false;
    }
}
