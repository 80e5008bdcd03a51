package io.mailroom.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.Credential;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Timeouts;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.imap.ImapException.Reason;
import io.mailroom.testsupport.CapturedLog;
import io.mailroom.testsupport.Certificates;
import io.mailroom.testsupport.Loopback;
import io.mailroom.testsupport.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Getting in, and not getting in, told line by line. */
@Timeout(30)
class ConnectTest {

    private static final Timeouts SHORT = new Timeouts(Duration.ofSeconds(2), Duration.ofMillis(300));
    private static final Timeouts HURRIED =
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(600));
    private static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final Credential.Password PASSWORD = new Credential.Password("ann", "s3cret");
    private static final Credential.AccessToken TOKEN = new Credential.AccessToken("ann@example.org", "ya29.t0ken");

    @Test
    void connectShouldSayRefusedWhenNobodyListens() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        var thrown = refused(Loopback.server("127.0.0.1", port, Tls.NONE, Trust.SYSTEM), PASSWORD);

        assertThat(thrown.reason()).isEqualTo(Reason.REFUSED);
        assertThat(thrown.temporary()).isTrue();
        assertThat(thrown).hasMessageContaining("port " + port);
    }

    @Test
    void connectShouldSayDnsWhenHostDoesNotExist() {
        var thrown = refused(Loopback.server("mail.invalid", 143, Tls.NONE, Trust.SYSTEM), PASSWORD);

        assertThat(thrown.reason()).isEqualTo(Reason.DNS);
        assertThat(thrown).hasMessageContaining("mail.invalid");
    }

    @ParameterizedTest
    @CsvSource({"NONE", "STARTTLS", "SSL"})
    void connectShouldTimeOutWhenServerIsSilent(Tls tls) {
        try (var server = ScriptedServer.silent()) {
            var thrown = refused(server.address(tls), PASSWORD, SHORT);

            assertThat(thrown.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(thrown.temporary()).isTrue();
        }
    }

    @Test
    void connectShouldTimeOutWhenServerFallsSilentDuringLogin() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello");
            dialogue.read();
            dialogue.say("+ ");
            dialogue.read();
            dialogue.read();
        })) {
            assertThat(refused(server.address(), PASSWORD, SHORT).reason()).isEqualTo(Reason.TIMEOUT);
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE", "STARTTLS", "SSL"})
    void connectShouldTimeOutWhenServerGreetsWithoutEnd(Tls tls) {
        // As much TLS as it is a greeting: the beginning of a record that is announced to have 16 KiB.
        byte[] beginning = tls == Tls.SSL ? new byte[] {22, 3, 3, 64, 0} : ascii("* OK ");
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.send(beginning);
            dialogue.drip(new byte[] {'x'});
        })) {
            assertThat(refused(server.address(tls), PASSWORD, HURRIED).reason()).isEqualTo(Reason.TIMEOUT);
        }
    }

    @Test
    void connectShouldTimeOutWhenServerGoesOnTalkingDuringLogin() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hello");
            dialogue.read();
            dialogue.drip(ascii("* OK just a moment\r\n"));
        })) {
            assertThat(refused(server.address(), PASSWORD, HURRIED).reason()).isEqualTo(Reason.TIMEOUT);
        }
    }

    @Test
    void connectionShouldOutliveTheTimeForItsLogin() {
        try (var server = ScriptedServer.imap("IDLE", command -> {
                    LockSupport.parkNanos(HURRIED.login().plusMillis(100).toNanos());
                    return "$ OK done\r\n";
                });
                var client = ImapClient.connect(server.address(), PASSWORD, HURRIED)) {
            assertThat(client.answers()).isTrue();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void connectShouldSayLostWhenServerDropsTheConnection() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1] hello");
            dialogue.read();
            dialogue.drop();
        })) {
            assertThat(refused(server.address(), PASSWORD).reason()).isEqualTo(Reason.CONNECTION_LOST);
        }
    }

    @Test
    void connectShouldSayTlsProtocolWhenPortSpeaksPlain() {
        try (var server = ScriptedServer.start(dialogue -> dialogue.say("* OK [CAPABILITY IMAP4rev1] hello"))) {
            var thrown = refused(server.address(Tls.SSL), PASSWORD);

            assertThat(thrown.reason()).isEqualTo(Reason.TLS_PROTOCOL);
            assertThat(thrown.temporary()).isFalse();
        }
    }

    @Test
    void connectShouldSendNothingWhenStartTlsIsNotOffered() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello");
            while (dialogue.read() != null) {
                // whatever comes is remembered
            }
        })) {
            var thrown = refused(server.address(Tls.STARTTLS), PASSWORD);

            assertThat(thrown.reason()).isEqualTo(Reason.STARTTLS_MISSING);
            assertThat(server.received()).noneMatch(line -> line.contains("AUTHENTICATE") || line.contains("LOGIN "));
        }
    }

    @Test
    void connectShouldSendNothingWhenServerGreetsWithPreauthBeforeStartTls() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] come in");
            while (dialogue.read() != null) {
                // whatever comes is remembered
            }
        })) {
            assertThat(refused(server.address(Tls.STARTTLS), PASSWORD).reason()).isEqualTo(Reason.STARTTLS_MISSING);
        }
    }

    @Test
    void capabilitiesShouldBeForgottenWhenTheyWereOfferedBeforeTls() {
        var identity = new Certificates().forHost("localhost");
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=XOAUTH2] hello");
            dialogue.say(tag(dialogue.read()) + " OK go on");
            dialogue.startTls(identity);
            dialogue.say("* CAPABILITY IMAP4rev1 AUTH=PLAIN", tag(dialogue.read()) + " OK");
            while (dialogue.read() != null) {
                // whatever comes is remembered
            }
        })) {
            var thrown = refused(server.address(Tls.STARTTLS), TOKEN);

            assertThat(thrown.reason()).isEqualTo(Reason.OAUTH_UNSUPPORTED);
        }
    }

    @Test
    void tokenShouldNeverBeSentWhenNoTokenIsTaken() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=LOGIN] hello");
            while (dialogue.read() != null) {
                // whatever comes is remembered
            }
        })) {
            var thrown = refused(server.address(), TOKEN);

            assertThat(thrown.reason()).isEqualTo(Reason.OAUTH_UNSUPPORTED);
            assertThat(thrown).hasMessageContaining("was not sent");
            assertThat(server.received()).allMatch(line -> line.endsWith("LOGOUT"));
        }
    }

    @Test
    void tokenShouldTravelAsXoauth2WhenOffered() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2] hello");
            dialogue.say(tag(dialogue.read()) + " OK [CAPABILITY IMAP4rev1 MOVE] in");
            dialogue.read();
        })) {
            try (var client = ImapClient.connect(server.address(), TOKEN, PATIENT)) {
                assertThat(client.has("move")).isTrue();
            }

            var initial = Base64.getEncoder()
                    .encodeToString(
                            "user=ann@example.org\1auth=Bearer ya29.t0ken\1\1".getBytes(StandardCharsets.UTF_8));
            assertThat(server.received()).first().asString().endsWith("AUTHENTICATE XOAUTH2 " + initial);
        }
    }

    @Test
    void nothingSaidShouldReachTheLogWhenEverythingIsLogged() {
        try (var log = CapturedLog.ofEverything("io.mailroom.imap");
                var server = ScriptedServer.start(dialogue -> {
                    dialogue.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hello");
                    dialogue.say(tag(dialogue.read()) + " OK [CAPABILITY IMAP4rev1] in");
                    dialogue.say("* LIST () \".\" Geheimes", tag(dialogue.read()) + " OK");
                    dialogue.read();
                });
                var client = ImapClient.connect(server.address(), TOKEN, PATIENT)) {
            assertThat(client.list()).hasSize(1);

            assertThat(log.text()).doesNotContain("ya29", "dXNlcj", "Geheimes");
        }
    }

    @Test
    void connectShouldFailWithoutTheTokenWhenServerRefusesIt() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hello");
            var tag = tag(dialogue.read());
            dialogue.say("+ eyJzdGF0dXMiOiI0MDEifQ==");
            dialogue.read();
            dialogue.say(tag + " NO [AUTHENTICATIONFAILED] token ya29.t0ken has expired");
        })) {
            var thrown = refused(server.address(), TOKEN);

            assertThat(thrown.reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(thrown.serverText()).isEqualTo("[AUTHENTICATIONFAILED] token *** has expired (status 401)");
            assertThat(thrown).hasMessageNotContaining("ya29");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[AUTHENTICATIONFAILED] Authentication failed. | AUTHENTICATION | false",
                "[ALERT] Invalid credentials (Failure) | AUTHENTICATION | false",
                "[ALERT] Application-specific password required | AUTHENTICATION | false",
                "LOGIN failed. | AUTHENTICATION | false",
                "[LIMIT] Maximum number of connections from user+IP exceeded | TOO_MANY_CONNECTIONS | true",
                "[ALERT] Too many simultaneous connections. (Failure) | TOO_MANY_CONNECTIONS | true",
                "[UNAVAILABLE] Temporary authentication failure. | UNAVAILABLE | true",
                "[INUSE] Mailbox in use | UNAVAILABLE | true",
                "[ALERT] The system is going down | UNAVAILABLE | true",
                "[OVERQUOTA] Account exceeded command or bandwidth limits. | THROTTLED | true",
                "Server busy, please try again later | UNAVAILABLE | true"
            })
    void refusedLoginShouldBeToldFromBusyServer(String text, Reason reason, boolean temporary) {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1] hello");
            dialogue.say(tag(dialogue.read()) + " NO " + text);
        })) {
            var thrown = refused(server.address(), PASSWORD);

            assertThat(thrown.reason()).isEqualTo(reason);
            assertThat(thrown.temporary()).isEqualTo(temporary);
            assertThat(thrown.serverText()).isEqualTo(text);
            assertThat(thrown).hasMessageContaining(text).hasMessageContaining("127.0.0.1");
        }
    }

    @Test
    void connectShouldBeTemporaryWhenServerGreetsWithBye() {
        try (var server =
                ScriptedServer.start(dialogue -> dialogue.say("* BYE [UNAVAILABLE] maintenance until five"))) {
            var thrown = refused(server.address(), PASSWORD);

            assertThat(thrown.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(thrown.temporary()).isTrue();
            assertThat(thrown.serverText()).contains("maintenance until five");
        }
    }

    @Test
    void connectShouldSayWhatIsMissingWhenThereIsNoCredential() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1] hello");
            dialogue.read();
        })) {
            var thrown = refused(server.address(), new Credential.None());

            assertThat(thrown.reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(thrown).hasMessageContaining("Add user and password");
        }
    }

    @Test
    void connectShouldSucceedWithoutCredentialWhenServerPreauthenticates() {
        try (var server = ScriptedServer.imap("", command -> "$ OK\r\n");
                var client = ImapClient.connect(server.address(), new Credential.None(), PATIENT)) {
            assertThat(client.has("IMAP4rev1")).isTrue();
        }
    }

    @Test
    void connectShouldNotSendThePasswordWhenLoginIsDisabled() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hello");
            while (dialogue.read() != null) {
                // whatever comes is remembered
            }
        })) {
            var thrown = refused(server.address(), PASSWORD);

            assertThat(thrown.reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(server.received()).allMatch(line -> line.endsWith("LOGOUT"));
        }
    }

    private static ImapException refused(MailServer server, Credential credential) {
        return refused(server, credential, PATIENT);
    }

    private static ImapException refused(MailServer server, Credential credential, Timeouts timeouts) {
        return catchThrowableOfType(
                ImapException.class,
                () -> ImapClient.connect(server, credential, timeouts).close());
    }

    private static String tag(String line) {
        return line.substring(0, line.indexOf(' '));
    }
}
