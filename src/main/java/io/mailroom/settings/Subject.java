package io.mailroom.settings;

import io.mailroom.egress.Cause;
import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Tls;
import io.mailroom.imap.ImapException;
import io.mailroom.settings.MailServers.Imap;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.settings.Phases.Failure;
import io.mailroom.smtp.SmtpException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a test talks with, and what its failures mean for the owner of the settings. */
record Subject(MailProtocol protocol, MailServer server, CredentialSource credentials) {

    static Subject of(Imap setting) {
        return new Subject(MailProtocol.IMAP, setting.server(), setting.credentials());
    }

    static Subject of(Smtp setting) {
        return new Subject(MailProtocol.SMTP, setting.server(), setting.credentials());
    }

    /** What is not safe, whether it works or not. */
    List<String> warnings() {
        var warnings = new ArrayList<String>();
        if (server.tls() == Tls.NONE) {
            warnings.add("WARNING: sslType is none. Passwords and mail travel in the clear between here and " + server
                    + ", and anybody on the way can read and change them.");
        } else if (server.ignoreCertificates()) {
            warnings.add("WARNING: certificates are ignored. Anybody who stands between here and " + server
                    + " can pretend to be it, and gets the password. Pin its certificate instead.");
        }
        return warnings;
    }

    /** @throws RuntimeException the same one where it is no failure of a mail server */
    Failure failure(RuntimeException thrown, Phase phase, List<String> certificateNames) {
        return switch (thrown) {
            case ImapException e ->
                failure(e.failure(), String.valueOf(e.getMessage()), phase, e.serverText(), certificateNames);
            case SmtpException e ->
                failure(
                        e.failure(),
                        String.valueOf(e.getMessage()),
                        phase,
                        e.reply() == null ? null : e.reply().text(),
                        certificateNames);
            default -> throw thrown;
        };
    }

    Failure tooSlow(Phase phase, Duration most) {
        var message = server + " did not come to an end within " + seconds(most) + ", and was left.";
        return failure(Cause.TIMEOUT, message, phase, null, List.of());
    }

    static String seconds(Duration duration) {
        return duration.toSeconds() > 0 ? duration.toSeconds() + " seconds" : duration.toMillis() + " milliseconds";
    }

    private Failure failure(
            Cause cause, String message, Phase phase, @Nullable String serverText, List<String> certificateNames) {
        var text = serverText == null ? "" : serverText;
        var trouble =
                new Advice.Trouble(cause, phase, protocol, server, credentials.user(), login(), text, certificateNames);
        return new Failure(cause, message, Advice.on(trouble));
    }

    private Advice.Login login() {
        return switch (credentials) {
            case CredentialSource.Fixed(Credential.None none) -> Advice.Login.NONE;
            case CredentialSource.Fixed(Credential.Password password) -> Advice.Login.PASSWORD;
            default -> Advice.Login.TOKEN;
        };
    }
}
