package io.mailroom.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.Cause;
import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.Timeouts;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.imap.ImapClient;
import io.mailroom.imap.ImapException;
import io.mailroom.smtp.SmtpClient;
import io.mailroom.smtp.SmtpException;
import io.mailroom.testsupport.Loopback;
import io.mailroom.testsupport.ScriptedServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers of the large providers answer to a log-in, in their own words; what that means, and what can be done. */
@Timeout(30)
class RefusedLoginTest {

    private static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final Credential PASSWORD = new Credential.Password("anna@example.org", "s3cret");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                // Gmail
                "imap.gmail.com | NO [AUTHENTICATIONFAILED] Invalid credentials (Failure) | auth | apppasswords",
                "imap.gmail.com | NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure) | auth | apppasswords",
                "imap.gmail.com | NO [WEBALERT https://accounts.google.com/signin/continue?x] Web login required. | auth | OAuth",
                "imap.gmail.com | NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure) | disabled-by-provider | Forwarding and POP/IMAP",
                "imap.gmail.com | NO [ALERT] Too many simultaneous connections. (Failure) | too-many-connections | Close other programs",
                "imap.gmail.com | NO [OVERQUOTA] Account exceeded command or bandwidth limits. | throttled | Wait",
                // Microsoft, Exchange
                "outlook.office365.com | NO LOGIN failed. | auth | Use OAuth",
                "outlook.office365.com | NO AUTHENTICATE failed. | auth | Use OAuth",
                "outlook.office365.com | BAD User is authenticated but not connected. | throttled | IMAP is switched off for the mailbox",
                "exchange.example.org | NO Request is throttled. Suggested Backoff Time: 299970 milliseconds | throttled | Wait",
                "exchange.example.org | NO Server Unavailable. 15 | unavailable | Try again",
                // Yahoo, AOL
                "imap.mail.yahoo.com | NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials | auth | login.yahoo.com",
                "imap.mail.yahoo.com | NO [LIMIT] LOGIN Rate limit hit. | throttled | Wait",
                "imap.mail.yahoo.com | NO [SERVERBUG] LOGIN Server error - Please try again later | unavailable | Try again",
                "imap.aol.com | NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials | auth | login.aol.com",
                // iCloud
                "imap.mail.me.com | NO [AUTHENTICATIONFAILED] Authentication Failed | auth | the user is anna,",
                // GMX, WEB.DE
                "imap.gmx.net | NO LOGIN failed | auth | switched on in the settings of its web mailer",
                "imap.web.de | NO LOGIN failed | auth | the user is anna,",
                // Dovecot
                "mail.example.org | NO [AUTHENTICATIONFAILED] Authentication failed. | auth | Check user and password",
                "mail.example.org | NO [UNAVAILABLE] Temporary authentication failure. [host:2026-11-23 12:00:00] | unavailable | Try again",
                "mail.example.org | NO [LIMIT] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10) | too-many-connections | Close other programs",
                "mail.example.org | NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections. | auth | set sslType to starttls",
                "mail.example.org | NO IMAP access is disabled for this user | disabled-by-provider | Switch on access by IMAP"
            })
    void imapRefusalShouldBeUnderstood(String host, String answer, String cause, String advice) {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1] hello");
            dialogue.answerTagged(command -> "$ " + answer + "\r\n");
        })) {
            var thrown = catchThrowableOfType(
                    ImapException.class,
                    () -> ImapClient.connect(server.address(), PASSWORD, PATIENT)
                            .close());

            assertThat(thrown.failure().word()).isEqualTo(cause);
            assertThat(thrown).hasMessageContaining(answer.substring(answer.indexOf(' ') + 1));
            assertThat(advice(MailProtocol.IMAP, host, thrown)).contains(advice);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                // Gmail
                "smtp.gmail.com | 535-5.7.8 Username and Password not accepted. For more information, go to/535 5.7.8  https://support.google.com/mail/?p=BadCredentials | auth | false | apppasswords",
                "smtp.gmail.com | 534-5.7.9 Application-specific password required. For more information, go to/534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor | auth | false | apppasswords",
                "smtp.gmail.com | 534-5.7.14 <https://accounts.google.com/signin/continue?sarp=1> Please/534-5.7.14 log in via your web browser and then try again./534 5.7.14 Learn more | auth | false | OAuth",
                "smtp.gmail.com | 454 4.7.0 Too many login attempts, please try again later. | throttled | true | Wait",
                // Microsoft
                "smtp.office365.com | 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. | disabled-by-provider | false | Set-CASMailbox",
                "smtp.office365.com | 535 5.7.139 Authentication unsuccessful, basic authentication is disabled. | disabled-by-provider | false | use OAuth",
                "smtp.office365.com | 550 5.7.30 Basic authentication is not supported for Client Submission. | disabled-by-provider | false | use OAuth",
                "smtp.office365.com | 535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. | auth | false | Use OAuth",
                "smtp.office365.com | 535 5.7.3 Authentication unsuccessful | auth | false | Use OAuth",
                "smtp.office365.com | 432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending | too-many-connections | true | Close other programs",
                // Yahoo
                "smtp.mail.yahoo.com | 535 5.7.0 (#AUTH005) Too many bad auth attempts. | throttled | false | Wait",
                "smtp.mail.yahoo.com | 535 5.7.0 (#MBR1212) Incorrect username or password. | auth | false | login.yahoo.com",
                // iCloud
                "smtp.mail.me.com | 535 5.7.8 Error: authentication failed: authentication failure | auth | false | account.apple.com",
                // GMX
                "mail.gmx.net | 535 Authentication credentials invalid | auth | false | switched on in the settings of its web mailer",
                "mail.gmx.net | 454 Authentication temporarily unavailable | unavailable | true | Try again",
                // Postfix with Dovecot
                "mail.example.org | 535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6 | auth | false | Check user and password",
                "mail.example.org | 454 4.7.0 Temporary authentication failure: Connection lost to authentication server | unavailable | true | Try again",
                "mail.example.org | 421 4.7.0 mail.example.org Error: too many connections from 192.0.2.1 | too-many-connections | true | Close other programs"
            })
    void smtpRefusalShouldBeUnderstood(String host, String answer, String cause, boolean temporary, String advice) {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("220 hello");
            dialogue.expect("EHLO");
            dialogue.say("250-hello", "250 AUTH PLAIN");
            dialogue.expect("AUTH");
            dialogue.say(lines(answer));
            dialogue.read();
        })) {
            var thrown = catchThrowableOfType(
                    SmtpException.class,
                    () -> SmtpClient.connect(server.address(), PASSWORD, PATIENT)
                            .close());

            assertThat(thrown.failure().word()).isEqualTo(cause);
            assertThat(thrown.temporary()).isEqualTo(temporary);
            assertThat(advice(MailProtocol.SMTP, host, thrown)).contains(advice);
        }
    }

    /** A slash and a reply code begin another line. */
    private static String[] lines(String answer) {
        return answer.split("/(?=\\d{3}[ -])");
    }

    /** As if the server had that name. */
    private static String advice(MailProtocol protocol, String host, RuntimeException thrown) {
        var server = Loopback.server(host, 1143, Tls.NONE, Trust.SYSTEM);
        var failure = new Subject(protocol, server, CredentialSource.fixed(PASSWORD))
                .failure(thrown, Phase.AUTHENTICATION, List.of());
        assertThat(failure.cause()).isNotEqualTo(Cause.OTHER);
        return failure.advice();
    }
}
