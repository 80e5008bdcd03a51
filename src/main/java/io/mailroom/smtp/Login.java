package io.mailroom.smtp;

import io.mailroom.egress.Credential;
import io.mailroom.egress.Line;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Progress;
import io.mailroom.egress.Progress.Stage;
import io.mailroom.egress.SessionProperties;
import io.mailroom.egress.Timeouts;
import io.mailroom.egress.Tls;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.util.Properties;

/** From nothing to a connection that takes messages (RFC 5321 section 3.1, RFC 3207, RFC 4954). */
final class Login {

    private Login() {}

    static Conversation run(
            MailServer server, Credential credential, Timeouts timeouts, Failures failures, Progress progress) {
        var line = new Line(server, timeouts, progress);
        var properties = properties(server, credential, timeouts, line);
        var conversation = new Conversation(properties, line, server.tls(), progress);
        var done = false;
        try {
            connect(conversation, server, credential, failures);
            logIn(conversation, server, credential, failures);
            line.arrived();
            progress.reached(new Stage.Authenticated());
            done = true;
            return conversation;
        } finally {
            if (!done) {
                line.hangUp();
            }
        }
    }

    private static Properties properties(MailServer server, Credential credential, Timeouts timeouts, Line line) {
        var properties = SessionProperties.of("smtp", server, timeouts, line);
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.smtp.auth", Boolean.toString(credential instanceof Credential.Password));
        // Unlike IMAP's, this list is final: a mechanism that is not on it is never tried.
        properties.setProperty("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        return properties;
    }

    /** The library logs in with a password, and with nothing else. */
    private static void connect(
            Conversation conversation, MailServer server, Credential credential, Failures failures) {
        try {
            if (credential instanceof Credential.Password(var user, var password)) {
                conversation.connect(server.host(), server.port(), user, password);
            } else {
                conversation.connect(server.host(), server.port(), null, null);
            }
        } catch (AuthenticationFailedException e) {
            throw failures.login(e, conversation);
        } catch (MessagingException e) {
            if (server.tls() == Tls.STARTTLS && unsupported(conversation, "STARTTLS")) {
                throw failures.startTlsMissing();
            }
            throw failures.connect(e, conversation.lastReply());
        }
    }

    private static void logIn(Conversation conversation, MailServer server, Credential credential, Failures failures) {
        switch (credential) {
            case Credential.None none -> {
                // The server says so when it wants a login.
            }
            case Credential.Password password -> {
                // A server that does not offer AUTH at all lets the library pass without a word.
                if (!conversation.offersLogin()) {
                    throw failures.loginNotOffered();
                }
            }
            case Credential.AccessToken token -> new TokenLogin(conversation, failures).run(token, server);
        }
    }

    private static boolean unsupported(Conversation conversation, String extension) {
        return conversation.lastReply().positive() && !conversation.supportsExtension(extension);
    }
}
