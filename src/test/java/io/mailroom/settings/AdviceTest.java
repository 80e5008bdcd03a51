package io.mailroom.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.egress.Cause;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.testsupport.Loopback;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said to the owner of settings that do not work; what servers answer to a log-in is in {@link RefusedLoginTest}. */
class AdviceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IMAP | 993 | STARTTLS | GREETING | TIMEOUT | Port 993 speaks TLS from the first byte: set sslType to ssl",
                "IMAP | 993 | NONE | GREETING | TIMEOUT | Port 993 speaks TLS from the first byte: set sslType to ssl",
                "SMTP | 465 | STARTTLS | GREETING | TIMEOUT | Port 465 speaks TLS from the first byte: set sslType to ssl",
                "IMAP | 143 | SSL | TLS | TLS_PROTOCOL | Port 143 starts without TLS: set sslType to starttls, or use port 993 with sslType ssl",
                "SMTP | 587 | SSL | TLS | TLS_PROTOCOL | Port 587 starts without TLS: set sslType to starttls, or use port 465 with sslType ssl",
                "SMTP | 25 | SSL | TLS | TLS_PROTOCOL | Port 25 starts without TLS",
                "IMAP | 587 | STARTTLS | GREETING | PROTOCOL | Port 587 is for SMTP, not for IMAP",
                "SMTP | 143 | NONE | GREETING | PROTOCOL | Port 143 is for IMAP, not for SMTP",
                "SMTP | 25 | STARTTLS | TCP | TIMEOUT | Many networks block port 25. Use port 587 with sslType starttls",
                "IMAP | 2143 | SSL | TLS | TIMEOUT | try sslType starttls",
                "IMAP | 2143 | NONE | GREETING | TIMEOUT | try sslType ssl",
                "IMAP | 993 | SSL | TCP | TIMEOUT | a firewall swallows connections to port 993",
                "IMAP | 143 | STARTTLS | TLS | STARTTLS_MISSING | Use port 993 with sslType ssl",
                "IMAP | 993 | SSL | AUTHENTICATION | OAUTH_INVALID_GRANT | Authorise this service again"
            })
    void adviceShouldFitPortAndTls(MailProtocol protocol, int port, Tls tls, Phase phase, Cause cause, String advice) {
        assertThat(on(cause, phase, protocol, port, tls, List.of())).contains(advice);
    }

    @Test
    void nameShouldBeProposedWhenTheCertificateHasOneThatCanBeAHost() {
        var names = List.of("*.example.org", "mail.example.org", "mx.example.org");

        assertThat(on(Cause.TLS_HOSTNAME, Phase.TLS, MailProtocol.IMAP, 993, Tls.SSL, names))
                .contains("mail.example.org, mx.example.org")
                .doesNotContain("*");
        assertThat(on(Cause.TLS_HOSTNAME, Phase.TLS, MailProtocol.IMAP, 993, Tls.SSL, List.of()))
                .contains("your provider gives");
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void adviceShouldBeSentencesWhateverTheCause(Cause cause) {
        for (var phase : Phase.values()) {
            for (var protocol : MailProtocol.values()) {
                for (var tls : Tls.values()) {
                    assertThat(on(cause, phase, protocol, 993, tls, List.of()))
                            .matches("[A-Z].{10,400}\\.")
                            .doesNotContain("  ", "..");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "imap.gmail.com, GOOGLE",
        "SMTP.Office365.com, MICROSOFT",
        "imap.mail.yahoo.com, YAHOO",
        "imap.mail.me.com, ICLOUD",
        "imap.qq.com, TENCENT"
    })
    void providerShouldBeKnownByItsHost(String host, MailProvider provider) {
        assertThat(MailProvider.of(host)).contains(provider);
    }

    @ParameterizedTest
    @CsvSource({"gmail.com.example.org", "notgmail.com", "mail.example.org", "127.0.0.1"})
    void providerShouldNotBeGuessedFromALikeness(String host) {
        assertThat(MailProvider.of(host)).isEmpty();
    }

    private static String on(
            Cause cause, Phase phase, MailProtocol protocol, int port, Tls tls, List<String> certificateNames) {
        return Advice.on(new Advice.Trouble(
                cause,
                phase,
                protocol,
                Loopback.server("mail.example.org", port, tls, Trust.SYSTEM),
                "anna@example.org",
                Advice.Login.PASSWORD,
                "no",
                certificateNames));
    }
}
