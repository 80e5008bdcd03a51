package io.mailroom.smtp;

import io.mailroom.egress.Credential;
import io.mailroom.egress.Line;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Progress;
import io.mailroom.egress.SessionProperties;
import io.mailroom.egress.Timeouts;
import io.mailroom.egress.Tls;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** From nothing to a connection that takes messages (RFC 5321 section 3.1, RFC 3207, RFC 4954). */
final class Login {

    private Login() {}

    static Conversation run(MailServer server, Credential credential, Timeouts timeouts, Failures failures) {
        var line = new Line(server, timeouts, Progress.NONE);
        var conversation = new Conversation(properties(server, credential, timeouts, line), line);
        var done = false;
        try {
            connect(conversation, server, credential);
            requireLogin(conversation, credential, failures);
            done = true;
            return conversation;
        } catch (AuthenticationFailedException e) {
            throw failures.login(e, conversation);
        } catch (MessagingException e) {
            if (server.tls() == Tls.STARTTLS && unsupported(conversation, "STARTTLS")) {
                throw failures.startTlsMissing();
            }
            throw failures.connect(e, conversation.lastReply());
        } finally {
            if (!done) {
                line.hangUp();
            }
        }
    }

    private static Properties properties(MailServer server, Credential credential, Timeouts timeouts, Line line) {
        var properties = SessionProperties.of("smtp", server, timeouts, line);
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.smtp.auth", Boolean.toString(!(credential instanceof Credential.None)));
        // Unlike IMAP's, this list is final: a mechanism that is not on it is never tried.
        properties.setProperty(
                "mail.smtp.auth.mechanisms", credential instanceof Credential.AccessToken ? "XOAUTH2" : "PLAIN LOGIN");
        return properties;
    }

    private static void connect(Conversation conversation, MailServer server, Credential credential)
            throws MessagingException {
        switch (credential) {
            case Credential.None none -> connect(conversation, server, null, null);
            case Credential.Password(var user, var password) -> connect(conversation, server, user, password);
            case Credential.AccessToken(var user, var token) -> connect(conversation, server, user, token);
        }
    }

    private static void connect(
            Conversation conversation, MailServer server, @Nullable String user, @Nullable String secret)
            throws MessagingException {
        conversation.connect(server.host(), server.port(), user, secret);
    }

    /** A server that does not offer AUTH at all lets the library pass without a word. */
    private static void requireLogin(Conversation conversation, Credential credential, Failures failures) {
        if (!(credential instanceof Credential.None) && !conversation.offersLogin()) {
            throw failures.loginNotOffered();
        }
    }

    private static boolean unsupported(Conversation conversation, String extension) {
        return conversation.lastReply().positive() && !conversation.supportsExtension(extension);
    }
}
