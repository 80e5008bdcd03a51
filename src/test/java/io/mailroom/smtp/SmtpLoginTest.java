package io.mailroom.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.Credential;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Timeouts;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.smtp.SmtpException.Reason;
import io.mailroom.testsupport.CapturedLog;
import io.mailroom.testsupport.Certificates;
import io.mailroom.testsupport.GreenMailServer;
import io.mailroom.testsupport.Loopback;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.ScriptedServer.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Getting in, and not getting in, told line by line. */
@Timeout(30)
class SmtpLoginTest {

    private static final Timeouts SHORT = new Timeouts(Duration.ofSeconds(2), Duration.ofMillis(300));
    private static final Timeouts HURRIED =
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(600));
    private static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final Credential.Password PASSWORD = new Credential.Password("ann", "s3cret");
    private static final Credential.AccessToken TOKEN = new Credential.AccessToken("ann@example.org", "ya29.t0ken");

    @Test
    void messageShouldArriveWhenServerIsReal() throws Exception {
        try (var greenMail = GreenMailServer.start()) {
            greenMail.user("ann@example.org");
            var user = new Credential.Password("ann@example.org", GreenMailServer.PASSWORD);
            var bytes = "From: ann@example.org\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n.\r\n..\r\nbody\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

            Receipt receipt;
            try (var client = SmtpClient.connect(greenMail.smtp(), user, PATIENT)) {
                receipt = client.submit(new Envelope("ann@example.org", List.of("bob@example.org")), source(bytes));
                assertThat(client.alive()).isTrue();
            }

            assertThat(receipt.submitted()).isTrue();
            var received = greenMail.greenMail().getReceivedMessages();
            assertThat(received).hasSize(1);
            assertThat(received[0].getSubject()).isEqualTo("Grüße");
            assertThat(received[0].getContent()).asString().isEqualToNormalizingNewlines(".\n..\nbody");
        }
    }

    @Test
    void passwordShouldTravelAsPlainWhenOffered() {
        try (var server = esmtp("AUTH LOGIN PLAIN XOAUTH2", "235 2.7.0 in");
                var client = SmtpClient.connect(server.address(), PASSWORD, PATIENT)) {
            assertThat(client.alive()).isTrue();

            assertThat(server.received()).contains("AUTH PLAIN " + base64("ann\0ann\0s3cret"));
        }
    }

    @Test
    void tokenShouldTravelAsXoauth2AndNothingElse() {
        try (var server = esmtp("AUTH PLAIN LOGIN XOAUTH2", "235 2.7.0 in");
                var client = SmtpClient.connect(server.address(), TOKEN, PATIENT)) {
            assertThat(client.alive()).isTrue();

            assertThat(server.received())
                    .filteredOn(line -> line.startsWith("AUTH"))
                    .containsExactly("AUTH XOAUTH2 " + base64("user=ann@example.org\1auth=Bearer ya29.t0ken\1\1"));
        }
    }

    @Test
    void connectShouldTimeOutWhenServerGreetsWithoutEnd() {
        try (var server =
                ScriptedServer.start(dialogue -> dialogue.drip("220-hello\r\n".getBytes(StandardCharsets.UTF_8)))) {
            assertThat(refused(server.address(), PASSWORD, HURRIED).reason()).isEqualTo(Reason.TIMEOUT);
        }
    }

    @Test
    void connectShouldTimeOutWhenServerAnswersTheLoginWithoutEnd() {
        for (var credential : List.of(PASSWORD, TOKEN)) {
            try (var server = ScriptedServer.start(dialogue -> {
                dialogue.say("220 hello");
                dialogue.expect("EHLO");
                dialogue.say("250-hello", "250 AUTH PLAIN XOAUTH2");
                dialogue.expect("AUTH");
                dialogue.drip("235-welcome\r\n".getBytes(StandardCharsets.UTF_8));
            })) {
                assertThat(refused(server.address(), credential, HURRIED).reason())
                        .isEqualTo(Reason.TIMEOUT);
            }
        }
    }

    @Test
    void nothingSaidShouldReachTheLogWhenEverythingIsLogged() {
        try (var log = CapturedLog.ofEverything("io.mailroom.smtp");
                var server = esmtp("AUTH PLAIN XOAUTH2", "235 2.7.0 in")) {
            SmtpClient.connect(server.address(), TOKEN, PATIENT).close();
            SmtpClient.connect(server.address(), PASSWORD, PATIENT).close();

            assertThat(server.received())
                    .filteredOn(line -> line.startsWith("AUTH"))
                    .hasSize(2);
            assertThat(log.text()).doesNotContain("ya29", "s3cret", base64("ann\0ann\0s3cret"), "dXNlcj", "EHLO [");
        }
    }

    @ParameterizedTest
    @CsvSource({"AUTH PLAIN LOGIN", "HELP"})
    void tokenShouldNeverBeSentWhenXoauth2IsNotOffered(String extension) {
        try (var server = esmtp(extension, "235 2.7.0 in")) {
            var thrown = refused(server.address(), TOKEN);

            assertThat(thrown.reason()).isEqualTo(Reason.OAUTH_UNSUPPORTED);
            assertThat(thrown.temporary()).isFalse();
            assertThat(server.received()).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void loginShouldBeRefusedWithoutTheTokenWhenServerRefusesIt() {
        try (var server = esmtp("AUTH XOAUTH2", "535 5.7.8 token ya29.t0ken has expired")) {
            var thrown = refused(server.address(), TOKEN);

            assertThat(thrown.reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(thrown).hasMessageContaining("token *** has expired").hasMessageNotContaining("ya29");
            assertThat(thrown.reply()).extracting(Reply::text).asString().doesNotContain("ya29");
        }
    }

    @Test
    void loginShouldBeTemporarilyRefusedWhenServerSays454() {
        try (var server = esmtp("AUTH PLAIN", "454 4.7.0 Temporary authentication failure")) {
            var thrown = refused(server.address(), PASSWORD);

            assertThat(thrown.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(thrown.temporary()).isTrue();
        }
    }

    @Test
    void loginShouldBeRefusedWhenServerTakesNoPassword() {
        try (var server = esmtp("HELP", "235 2.7.0 in")) {
            assertThat(refused(server.address(), PASSWORD).reason()).isEqualTo(Reason.AUTHENTICATION);
        }
    }

    @Test
    void connectShouldSendNothingWhenStartTlsIsNotOffered() {
        try (var server = esmtp("AUTH PLAIN", "235 2.7.0 in")) {
            var thrown = refused(server.address(Tls.STARTTLS), PASSWORD);

            assertThat(thrown.reason()).isEqualTo(Reason.STARTTLS_MISSING);
            assertThat(server.received()).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Tls.class,
            names = {"STARTTLS", "SSL"})
    void connectShouldJudgeTheCertificateUnlessItIsIgnored(Tls tls) {
        var identity = new Certificates().forHost("localhost");
        try (var server = ScriptedServer.start(dialogue -> {
            if (tls == Tls.SSL) {
                dialogue.startTls(identity);
            }
            dialogue.say("220 here");
            dialogue.expect("EHLO");
            if (tls == Tls.STARTTLS) {
                dialogue.say("250-here", "250 STARTTLS");
                dialogue.expect("STARTTLS");
                dialogue.say("220 go on");
                dialogue.startTls(identity);
                dialogue.expect("EHLO");
            }
            dialogue.say("250-here", "250 AUTH PLAIN");
            dialogue.expect("AUTH PLAIN");
            dialogue.say("235 in");
            dialogue.read();
        })) {
            var address = server.address(tls);
            var strict = Loopback.server("localhost", address.port(), tls, Trust.SYSTEM);

            var thrown = refused(strict, PASSWORD);
            assertThat(thrown.reason()).isEqualTo(Reason.TLS_UNTRUSTED);
            assertThat(thrown.temporary()).isFalse();
            assertThat(server.received()).noneMatch(line -> line.startsWith("AUTH"));

            SmtpClient.connect(address, PASSWORD, PATIENT).close();
            assertThat(server.received()).anyMatch(line -> line.startsWith("AUTH PLAIN"));
        }
    }

    @Test
    void connectShouldSayRefusedWhenNobodyListens() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        var thrown = refused(Loopback.server("127.0.0.1", port, Tls.NONE, Trust.SYSTEM), PASSWORD);

        assertThat(thrown.reason()).isEqualTo(Reason.REFUSED);
        assertThat(thrown.temporary()).isTrue();
    }

    @Test
    void connectShouldSayDnsWhenHostDoesNotExist() {
        assertThat(refused(Loopback.server("mail.invalid", 25, Tls.NONE, Trust.SYSTEM), PASSWORD)
                        .reason())
                .isEqualTo(Reason.DNS);
    }

    @ParameterizedTest
    @EnumSource(Tls.class)
    void connectShouldTimeOutWhenServerIsSilent(Tls tls) {
        try (var server = ScriptedServer.silent()) {
            var thrown = catchThrowableOfType(
                    SmtpException.class,
                    () -> SmtpClient.connect(server.address(tls), PASSWORD, SHORT)
                            .close());

            assertThat(thrown.reason()).isEqualTo(Reason.TIMEOUT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "421 4.3.2 too many connections, TOO_MANY_CONNECTIONS, true",
        "554 5.7.1 your address is on a blocklist, UNAVAILABLE, false",
        "+OK POP3 at your service, PROTOCOL, false"
    })
    void greetingShouldBeUnderstoodWhenItIsNoWelcome(String greeting, Reason reason, boolean temporary) {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say(greeting);
            dialogue.read();
        })) {
            var thrown = refused(server.address(), PASSWORD);

            assertThat(thrown.reason()).isEqualTo(reason);
            assertThat(thrown.temporary()).isEqualTo(temporary);
        }
    }

    @Test
    void senderShouldBeAskedForALoginWhenServerWantsOne() {
        Script script = dialogue -> {
            dialogue.say("220 here");
            dialogue.expect("EHLO");
            dialogue.say("250-here", "250 AUTH PLAIN");
            dialogue.expect("MAIL");
            dialogue.say("530 5.7.0 Authentication required");
            dialogue.read();
        };
        try (var server = ScriptedServer.start(script);
                var client = SmtpClient.connect(server.address(), new Credential.None(), PATIENT)) {
            var thrown = catchThrowableOfType(
                    SmtpException.class,
                    () -> client.submit(
                            new Envelope("ann@example.org", List.of("bob@example.org")), source(new byte[] {10})));

            assertThat(thrown.reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(thrown).hasMessageContaining("Add user and password");
        }
    }

    /** Greets, offers one extension, gives one reply to AUTH and says yes to everything else. */
    private static ScriptedServer esmtp(String extension, String authReply) {
        return ScriptedServer.start(dialogue -> {
            dialogue.say("220 here");
            for (var line = dialogue.read(); line != null; line = dialogue.read()) {
                if (line.startsWith("EHLO")) {
                    dialogue.say("250-here", "250 " + extension);
                } else {
                    dialogue.say(line.startsWith("AUTH") ? authReply : "250 Ok");
                }
            }
        });
    }

    private static SmtpException refused(MailServer server, Credential credential) {
        return refused(server, credential, PATIENT);
    }

    private static SmtpException refused(MailServer server, Credential credential, Timeouts timeouts) {
        return catchThrowableOfType(
                SmtpException.class,
                () -> SmtpClient.connect(server, credential, timeouts).close());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageSource source(byte[] bytes) {
        return new MessageSource() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(bytes);
            }

            @Override
            public long size() {
                return bytes.length;
            }
        };
    }
}
