package io.mailroom.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.egress.Cause;
import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialException;
import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.Guard;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Tls;
import io.mailroom.egress.TlsInfo;
import io.mailroom.egress.Trust;
import io.mailroom.health.Connections;
import io.mailroom.settings.MailServers.Imap;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.testsupport.Certificates;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.GreenMailServer;
import io.mailroom.testsupport.Loopback;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.ScriptedServer.Script;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Settings that work, and servers of every kind that do not, phase by phase, over real sockets. */
@QuarkusTest
@Timeout(60)
class ConnectionTestsTest {

    /** To it these servers are no settings of anybody: there is nothing to report. */
    @Inject
    Connections connections;

    private static final UUID ANNA = UUID.randomUUID();
    private static final Duration SHORT = Duration.ofMillis(900);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final byte[] MAIL = "Subject: a\r\n\r\nb\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What whoever watches a test is told. */
    private final List<Phases.Glance> seen = new CopyOnWriteArrayList<>();

    private record Config(
            int visits,
            int visitsPerAccount,
            int roundtrips,
            Duration maxWait,
            Duration visitTime,
            Duration roundtripTime)
            implements SettingsConfig {}

    @Test
    void everyPhaseShouldBeToldWhenImapSettingsWork() {
        try (var dovecot = DovecotServer.start()) {
            dovecot.deliver("anna", "INBOX", MAIL, MAIL);

            var report = imap(dovecot.plain(), password("anna", DovecotServer.PASSWORD), LONG);

            assertThat(report.success()).as(report.message()).isTrue();
            assertThat(report.message()).startsWith("The settings work.").contains("2 messages");
            assertThat(outcomes(report))
                    .containsExactly(
                            "dns ok",
                            "tcp ok",
                            "tls skipped",
                            "greeting ok",
                            "capabilities ok",
                            "authentication ok",
                            "inbox ok");
            assertThat(report.cause()).isNull();
            assertThat(report.warnings()).singleElement().asString().contains("WARNING", "in the clear");
            assertThat(details(report, "dns"))
                    .isInstanceOfSatisfying(
                            PhaseDetails.Dns.class,
                            dns -> assertThat(dns.addresses()).containsAnyOf("127.0.0.1", "0:0:0:0:0:0:0:1"));
            assertThat(details(report, "greeting"))
                    .isInstanceOfSatisfying(
                            PhaseDetails.Greeting.class,
                            greeting -> assertThat(greeting.text()).contains("Dovecot"));
            assertThat(details(report, "capabilities"))
                    .isInstanceOfSatisfying(
                            PhaseDetails.Capabilities.class,
                            capable -> assertThat(capable.capabilities()).contains("IMAP4REV1", "AUTH=PLAIN"));
            assertThat(details(report, "authentication")).isEqualTo(new PhaseDetails.Authentication("anna"));
            assertThat(details(report, "inbox"))
                    .isInstanceOfSatisfying(
                            PhaseDetails.Inbox.class,
                            inbox -> assertThat(inbox.messages()).isEqualTo(2));
            assertThat(dovecot.files("anna", "INBOX"))
                    .as("nothing is read or flagged")
                    .noneMatch(file -> file.matches(".*:2,.+"));
        }
    }

    @Test
    void senderShouldBeOfferedAndTakenBackWhenSmtpSettingsWork() {
        try (var server = smtp("AUTH PLAIN", line -> line.startsWith("AUTH") ? "235 in" : "250 2.1.0 fine")) {
            var report = smtp(server.address(), password("anna", "secret"), LONG);

            assertThat(report.success()).as(report.message()).isTrue();
            assertThat(outcomes(report)).endsWith("authentication ok", "sender ok");
            assertThat(details(report, "sender"))
                    .isEqualTo(new PhaseDetails.Sender("anna@example.org", "250 2.1.0 fine"));
            assertThat(details(report, "capabilities")).isEqualTo(new PhaseDetails.Capabilities(List.of("AUTH PLAIN")));
            assertThat(server.received())
                    .containsSubsequence("MAIL FROM:<anna@example.org>", "RSET")
                    .noneMatch(line -> line.startsWith("RCPT") || line.startsWith("DATA"));
        }
    }

    @Test
    void phasesShouldBeToldOneAfterTheOtherWhenSomebodyWatches() {
        try (var server = smtp("AUTH PLAIN", line -> line.startsWith("AUTH") ? "535 no" : "250 2.1.0 fine")) {
            smtp(server.address(), password("anna", "wrong"), LONG);
        }

        assertThat(seen)
                .extracting(Phases.Glance::current)
                .containsExactly(Phase.DNS, Phase.TCP, Phase.GREETING, Phase.CAPABILITIES, Phase.AUTHENTICATION, null);
        assertThat(seen.getLast().phases())
                .extracting(PhaseView::outcome)
                .containsExactly("ok", "ok", "skipped", "ok", "ok", "failed", "skipped");
    }

    @Test
    void authenticationShouldBeSkippedWhenSmtpServerWantsNone() {
        try (var greenMail = GreenMailServer.start()) {
            var report = smtp(greenMail.smtp(), CredentialSource.fixed(new Credential.None()), LONG);

            assertThat(report.success()).as(report.message()).isTrue();
            assertThat(outcomes(report)).contains("authentication skipped", "sender ok");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Tls.class,
            names = {"SSL", "STARTTLS"})
    void certificateShouldBeShownWhenItIsTrusted(Tls tls) {
        var identity = new Certificates().forHost("localhost");
        try (var dovecot = DovecotServer.start(DovecotServer.Options.standard().withIdentity(identity))) {
            var port = (tls == Tls.SSL ? dovecot.ssl(false) : dovecot.startTls(false)).port();
            var trust = new Trust.Pinned(TlsInfo.fingerprint(identity.certificate()));

            var report = imap(
                    Loopback.server("localhost", port, tls, trust), password("anna", DovecotServer.PASSWORD), LONG);

            assertThat(report.success()).as(report.toString()).isTrue();
            assertThat(report.warnings()).isEmpty();
            assertThat(outcomes(report))
                    .containsSubsequence(
                            tls == Tls.SSL
                                    ? List.of("tcp ok", "tls ok", "greeting ok", "capabilities ok")
                                    : List.of("tcp ok", "greeting ok", "tls ok", "capabilities ok"));
            assertThat(details(report, "tls")).isInstanceOfSatisfying(PhaseDetails.Tls.class, shown -> {
                assertThat(shown.protocol()).isEqualTo("TLSv1.3");
                assertThat(shown.cipher()).startsWith("TLS_");
                assertThat(shown.trust()).isEqualTo("pinned");
                assertThat(shown.certificates().getFirst().names()).contains("localhost");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"IMAP, SSL", "IMAP, STARTTLS", "SMTP, SSL", "SMTP, STARTTLS"})
    void certificateShouldBeShownAlsoWhenItIsRefused(MailProtocol protocol, Tls tls) {
        var identity = new Certificates().forHost("localhost");
        try (var server = withTls(protocol, tls, identity)) {
            var address = Loopback.server("localhost", server.address().port(), tls, Trust.SYSTEM);

            var report = test(protocol, address, password("anna", "s3cret"), LONG);

            assertFailed(report, "tls", "tls-untrusted", "store it as pinnedCertificate");
            assertThat(details(report, "tls")).isInstanceOfSatisfying(PhaseDetails.Tls.class, shown -> {
                assertThat(shown.sha256()).isEqualTo(TlsInfo.fingerprint(identity.certificate()));
                assertThat(shown.certificates()).hasSize(2);
                assertThat(shown.certificates().getFirst()).satisfies(leaf -> {
                    assertThat(leaf.subject()).isEqualTo("CN=localhost");
                    assertThat(leaf.issuer()).isEqualTo("CN=Mailroom test authority");
                    assertThat(leaf.notAfter()).isGreaterThan(leaf.notBefore());
                    assertThat(leaf.sha256()).isEqualTo(shown.sha256());
                });
            });
            assertThat(server.received()).noneMatch(line -> line.contains("AUTH"));

            var pinned = Loopback.server(
                    "localhost", address.port(), tls, new Trust.Pinned(TlsInfo.fingerprint(identity.certificate())));
            assertThat(test(protocol, pinned, password("anna", "s3cret"), LONG).phase())
                    .as("the phases after it")
                    .isNotEqualTo("tls");
        }
    }

    @Test
    void nameShouldBeProposedWhenCertificateHasAnother() {
        var certificates = new Certificates();
        try (var server = withTls(MailProtocol.SMTP, Tls.SSL, certificates.forHost("mail.example.org"))) {
            var trust = new Trust.OwnCa(certificates.authorityPem());
            var address = Loopback.server("localhost", server.address().port(), Tls.SSL, trust);

            var report = smtp(address, password("anna", "x"), LONG);

            assertFailed(report, "tls", "tls-hostname", "use it as host: mail.example.org");
        }
    }

    @Test
    void warningShouldBeGivenWhenCertificatesAreIgnored() {
        try (var server =
                withTls(MailProtocol.SMTP, Tls.SSL, new Certificates().expiredForHost("somewhere.example.org"))) {
            var report = smtp(server.address(Tls.SSL), password("anna", "x"), LONG);

            assertThat(report.success()).as(report.toString()).isTrue();
            assertThat(report.warnings()).singleElement().asString().contains("WARNING", "Pin its certificate");
        }
    }

    @ParameterizedTest
    @EnumSource(MailProtocol.class)
    void ownerShouldBeAskedToAuthoriseWhenThereIsNoTokenToBeHad(MailProtocol protocol) {
        try (var server = ScriptedServer.silent()) {
            var report = test(protocol, server.address(), revoked(), LONG);

            assertFailed(report, "authentication", "oauth-invalid-grant", "Authorise this service again");
            assertThat(report.message()).isEqualTo("The permission was withdrawn.");
            assertThat(outcomes(report)).startsWith("dns skipped").contains("authentication failed");
            assertThat(server.received()).isEmpty();
        }
    }

    private static CredentialSource revoked() {
        return new CredentialSource() {
            @Override
            public String user() {
                return "anna@example.org";
            }

            @Override
            public Credential current() {
                throw new CredentialException(Cause.OAUTH_INVALID_GRANT, "The permission was withdrawn.");
            }

            @Override
            public Optional<Credential> renewed(Credential refused) {
                return Optional.empty();
            }
        };
    }

    /** The first token has expired. */
    @Test
    void phasesShouldBeThoseOfTheLastTryWhenATokenIsRenewed() {
        try (var server = smtp(
                "AUTH XOAUTH2",
                line -> line.startsWith("AUTH")
                        ? line.endsWith(xoauth2("fresh")) ? "235 in" : "535 5.7.8 expired"
                        : "250 fine")) {
            var report = smtp(server.address(), renewing(), LONG);

            assertThat(report.success()).as(report.toString()).isTrue();
            assertThat(outcomes(report))
                    .containsExactly(
                            "dns ok",
                            "tcp ok",
                            "tls skipped",
                            "greeting ok",
                            "capabilities ok",
                            "authentication ok",
                            "sender ok");
        }
    }

    private static String xoauth2(String token) {
        return Base64.getEncoder()
                .encodeToString(("user=anna\1auth=Bearer " + token + "\1\1").getBytes(StandardCharsets.US_ASCII));
    }

    private static CredentialSource renewing() {
        return new CredentialSource() {
            @Override
            public String user() {
                return "anna";
            }

            @Override
            public Credential current() {
                return new Credential.AccessToken("anna", "stale");
            }

            @Override
            public Optional<Credential> renewed(Credential refused) {
                return Optional.of(new Credential.AccessToken("anna", "fresh"));
            }
        };
    }

    @Test
    void operatorShouldBeNamedWhenTheGuardRefuses() {
        var inside = new MailServer("127.0.0.1", 143, Tls.NONE, Trust.SYSTEM, Guard.allowing());

        var report = imap(inside, password("anna", "x"), LONG);

        assertFailed(report, "dns", "egress-denied", "mailroom.egress.allow");
    }

    @Test
    void hostShouldBeNamedWhenItDoesNotExist() {
        var report = imap(Loopback.server("imap.invalid", 993, Tls.SSL, Trust.SYSTEM), password("anna", "x"), LONG);

        assertFailed(report, "dns", "dns", "typing errors");
        assertThat(outcomes(report))
                .startsWith("dns failed", "tcp skipped", "tls skipped")
                .endsWith("inbox skipped");
    }

    @Test
    void portShouldBeNamedWhenNobodyListens() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        var report = smtp(Loopback.server("127.0.0.1", port, Tls.STARTTLS, Trust.SYSTEM), password("anna", "x"), LONG);

        assertFailed(report, "tcp", "refused", "port 587 with sslType starttls");
        assertThat(outcomes(report)).startsWith("dns ok", "tcp failed", "greeting skipped");
    }

    @ParameterizedTest
    @EnumSource(MailProtocol.class)
    void timeShouldBeBoundedWhenServerNeverGreets(MailProtocol protocol) {
        try (var server = ScriptedServer.silent()) {
            var report = test(protocol, server.address(), password("anna", "x"), SHORT);

            assertFailed(report, "greeting", "timeout", "try sslType ssl");
            assertThat(report.millis()).isLessThan(5000);
        }
    }

    @ParameterizedTest
    @EnumSource(MailProtocol.class)
    void timeShouldBeBoundedWhenServerGreetsByteByByte(MailProtocol protocol) {
        try (var server = ScriptedServer.start(dialogue -> {
            while (true) {
                dialogue.send(new byte[] {'2'});
                LockSupport.parkNanos(5_000_000); // never too long for a read
            }
        })) {
            var report = test(protocol, server.address(), password("anna", "x"), SHORT);

            assertFailed(report, "greeting", "timeout", "sslType");
            assertThat(report.message()).contains("did not come to an end within 900 milliseconds");
            assertThat(report.millis()).isBetween(900L, 5000L);
        }
    }

    @ParameterizedTest
    @CsvSource({"IMAP, '* OK hello', capabilities", "SMTP, 220 hello, capabilities"})
    void phaseShouldBeNamedWhenServerLeavesAfterItsGreeting(MailProtocol protocol, String greeting, String phase) {
        try (var server = ScriptedServer.start(dialogue -> dialogue.say(greeting))) {
            assertFailed(
                    test(protocol, server.address(), password("anna", "x"), LONG), phase, "connection-lost", "address");
        }
    }

    @ParameterizedTest
    @EnumSource(MailProtocol.class)
    void protocolShouldBeQuestionedWhenServerSpeaksHttp(MailProtocol protocol) {
        Script http = dialogue -> {
            dialogue.say("HTTP/1.1 400 Bad Request", "Server: nginx", "Connection: close", "", "<html></html>");
        };
        try (var server = ScriptedServer.start(http)) {
            assertFailed(
                    test(protocol, server.address(), password("anna", "x"), LONG),
                    "greeting",
                    "protocol",
                    "no " + protocol + " server");
        }
    }

    @ParameterizedTest
    @EnumSource(MailProtocol.class)
    void greetingShouldNotBeTakenWhenItIsTenMegabytes(MailProtocol protocol) {
        var piece = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.send((protocol == MailProtocol.IMAP ? "* OK " : "220 ").getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 160; i++) {
                dialogue.send(piece);
            }
            dialogue.say("");
            dialogue.read();
        })) {
            var report = test(protocol, server.address(), password("anna", "x"), LONG);

            assertFailed(report, "greeting", "protocol", "Check host and port");
            assertThat(report.message()).contains("does not speak " + protocol);
        }
    }

    @ParameterizedTest
    @EnumSource(MailProtocol.class)
    void nothingShouldBeSentWhenStartTlsIsMissing(MailProtocol protocol) {
        try (var server = noTls(protocol)) {
            var report = test(protocol, server.address(Tls.STARTTLS), password("anna", "s3cret"), LONG);

            assertFailed(report, "tls", "starttls-missing", "somebody may stand in between");
            assertThat(outcomes(report)).startsWith("dns ok", "tcp ok", "greeting ok", "tls failed");
            assertThat(server.received()).noneMatch(line -> line.contains("AUTH"));
        }
    }

    @ParameterizedTest
    @EnumSource(MailProtocol.class)
    void pairingShouldBeQuestionedWhenTlsMeetsAPlainPort(MailProtocol protocol) {
        try (var server = noTls(protocol)) {
            assertFailed(
                    test(protocol, server.address(Tls.SSL), password("anna", "x"), LONG),
                    "tls",
                    "tls-protocol",
                    "try sslType starttls");
        }
    }

    @ParameterizedTest
    @CsvSource({"IMAP, NONE", "IMAP, STARTTLS", "SMTP, NONE", "SMTP, STARTTLS"})
    void pairingShouldBeQuestionedWhenPlainMeetsATlsPort(MailProtocol protocol, Tls tls) {
        var identity = new Certificates().forHost("localhost");
        try (var server = ScriptedServer.start(dialogue -> dialogue.startTls(identity))) {
            assertFailed(
                    test(protocol, server.address(tls), password("anna", "x"), SHORT),
                    "greeting",
                    "timeout",
                    "try sslType ssl");
        }
    }

    @Test
    void loginShouldBeQuestionedWhenPasswordIsWrong() {
        try (var dovecot = DovecotServer.start()) {
            var report = imap(dovecot.plain(), password("anna", "wr0ng-secret"), LONG);

            assertFailed(report, "authentication", "auth", "Check user and password");
            assertThat(report.message()).contains("[AUTHENTICATIONFAILED]").doesNotContain("wr0ng-secret");
            assertThat(outcomes(report)).endsWith("capabilities ok", "authentication failed", "inbox skipped");
        }
    }

    @Test
    void inboxShouldBeToldFromTheLoginWhenItIsRefused() {
        try (var server = ScriptedServer.imap(
                "",
                command -> command.startsWith("LIST")
                        ? "* LIST () \"/\" INBOX\r\n$ OK\r\n"
                        : "$ NO [NOPERM] not for you\r\n")) {
            var report = imap(server.address(), password("anna", "x"), LONG);

            assertFailed(report, "inbox", "other", "The login works");
            assertThat(report.message()).contains("not for you");
            assertThat(server.received())
                    .anyMatch(line -> line.contains("EXAMINE INBOX"))
                    .noneMatch(line -> line.contains("SELECT"));
        }
    }

    @Test
    void senderShouldBeToldFromTheLoginWhenItIsRefused() {
        try (var server = smtp(
                "AUTH PLAIN",
                line -> line.startsWith("AUTH")
                        ? "235 in"
                        : line.startsWith("MAIL") ? "550 5.7.60 not permissions to send as this sender" : "250 fine")) {
            assertFailed(smtp(server.address(), password("anna", "x"), LONG), "sender", "other", "check from");
        }
    }

    @Test
    void serverShouldBeLeftWhenItIsBusyForEver() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1] hello");
            dialogue.read();
            while (true) {
                dialogue.say("* OK still looking");
                LockSupport.parkNanos(5_000_000);
            }
        })) {
            var report = imap(server.address(), password("anna", "x"), SHORT);

            assertFailed(report, "authentication", "timeout", "slow");
            assertThat(outcomes(report))
                    .startsWith("dns ok", "tcp ok", "tls skipped", "greeting ok", "capabilities ok");
            assertThat(report.millis()).isBetween(900L, 5000L);
        }
    }

    @Test
    void nothingSecretShouldBeToldWhenServerRepeatsIt() {
        try (var server =
                smtp("AUTH PLAIN", line -> line.startsWith("AUTH") ? "535 no s3cret-word here" : "250 fine")) {
            var report = smtp(server.address(), password("anna", "s3cret-word"), LONG);

            assertThat(report.toString()).contains("no *** here").doesNotContain("s3cret-word");
        }
    }

    private static ScriptedServer noTls(MailProtocol protocol) {
        return protocol == MailProtocol.SMTP
                ? smtp("HELP", line -> "250 fine")
                : ScriptedServer.start(dialogue -> {
                    dialogue.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello");
                    dialogue.answerTagged(command -> "$ OK\r\n");
                });
    }

    /** Lets everybody in, and says yes to everything. */
    private static ScriptedServer withTls(MailProtocol protocol, Tls tls, Certificates.Identity identity) {
        return ScriptedServer.start(dialogue -> {
            if (tls == Tls.SSL) {
                dialogue.startTls(identity);
            }
            dialogue.say(protocol == MailProtocol.IMAP ? "* OK [CAPABILITY IMAP4rev1 STARTTLS] hello" : "220 hello");
            for (var line = dialogue.read(); line != null; line = dialogue.read()) {
                var tag = line.split(" ")[0] + " ";
                if (line.contains("STARTTLS")) {
                    dialogue.say(protocol == MailProtocol.IMAP ? tag + "OK" : "220 go on");
                    dialogue.startTls(identity);
                } else if (protocol == MailProtocol.IMAP) {
                    dialogue.say("* CAPABILITY IMAP4rev1 STARTTLS", tag + "OK");
                } else if (line.startsWith("EHLO")) {
                    dialogue.say("250-here", "250-STARTTLS", "250 AUTH PLAIN");
                } else {
                    dialogue.say(line.startsWith("AUTH") ? "235 in" : "250 fine");
                }
            }
        });
    }

    /** Greets, offers one extension, and answers everything else as told. */
    private static ScriptedServer smtp(String extension, java.util.function.UnaryOperator<String> answers) {
        return ScriptedServer.start(dialogue -> {
            dialogue.say("220 here");
            for (var line = dialogue.read(); line != null; line = dialogue.read()) {
                if (line.startsWith("EHLO")) {
                    dialogue.say("250-here", "250 " + extension);
                } else {
                    dialogue.say(answers.apply(line));
                }
            }
        });
    }

    private static void assertFailed(ConnectionReport report, String phase, String cause, String advice) {
        assertThat(report.success()).isFalse();
        assertThat(report.phase()).as(report.toString()).isEqualTo(phase);
        assertThat(report.cause()).as(report.toString()).isEqualTo(cause);
        assertThat(report.advice()).contains(advice);
        assertThat(report.message()).isNotBlank();
    }

    private static List<String> outcomes(ConnectionReport report) {
        return report.phases().stream()
                .map(phase -> phase.phase() + " " + phase.outcome())
                .toList();
    }

    private static PhaseDetails details(ConnectionReport report, String phase) {
        return report.phases().stream()
                .filter(view -> view.phase().equals(phase))
                .findFirst()
                .orElseThrow()
                .details();
    }

    private static CredentialSource password(String user, String password) {
        return CredentialSource.fixed(new Credential.Password(user, password));
    }

    private ConnectionReport test(
            MailProtocol protocol, MailServer server, CredentialSource credentials, Duration most) {
        return protocol == MailProtocol.IMAP ? imap(server, credentials, most) : smtp(server, credentials, most);
    }

    private ConnectionReport imap(MailServer server, CredentialSource credentials, Duration most) {
        return tests(most).of(ANNA, new Imap(UUID.randomUUID(), "home", server, credentials), seen::add);
    }

    private ConnectionReport smtp(MailServer server, CredentialSource credentials, Duration most) {
        return tests(most)
                .of(
                        ANNA,
                        new Smtp(
                                UUID.randomUUID(),
                                0,
                                "home",
                                server,
                                credentials,
                                true,
                                List.of(new Identity("Anna <anna@example.org>", null, null)),
                                null),
                        seen::add);
    }

    private ConnectionTests tests(Duration most) {
        var config = new Config(4, 4, 4, Duration.ofMillis(50), most, most);
        return new ConnectionTests(config, new Visits(config), connections);
    }
}
