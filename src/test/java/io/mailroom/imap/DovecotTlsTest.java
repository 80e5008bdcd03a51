package io.mailroom.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.Credential;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Timeouts;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.imap.ImapException.Reason;
import io.mailroom.testsupport.Certificates;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.DovecotServer.Options;
import io.mailroom.testsupport.Loopback;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a certificate is worth, on a real server. */
class DovecotTlsTest {

    private static final Credential USER = new Credential.Password("ann", DovecotServer.PASSWORD);

    private static Certificates certificates;
    private static DovecotServer good;
    private static DovecotServer otherHost;
    private static DovecotServer expired;

    @BeforeAll
    static void start() {
        certificates = new Certificates();
        good = DovecotServer.start(Options.standard().withIdentity(certificates.forHost("localhost")));
        otherHost = DovecotServer.start(Options.standard().withIdentity(certificates.forHost("mail.example.org")));
        expired = DovecotServer.start(Options.standard().withIdentity(certificates.expiredForHost("localhost")));
    }

    @AfterAll
    static void stop() {
        for (var server : new DovecotServer[] {good, otherHost, expired}) {
            if (server != null) {
                server.close();
            }
        }
    }

    @Test
    void connectShouldBeRefusedWhenAuthorityIsUnknown() {
        for (var server : List.of(good.ssl(false), good.startTls(false))) {
            var thrown = refused(server);

            assertThat(thrown.reason()).isEqualTo(Reason.TLS_UNTRUSTED);
            assertThat(thrown.temporary()).isFalse();
            assertThat(thrown).hasMessageContaining("caCertificates");
        }
    }

    @Test
    void connectShouldSucceedWhenCertificatesAreIgnored() {
        for (var server : List.of(good, otherHost, expired)) {
            for (var address : List.of(server.ssl(true), server.startTls(true))) {
                try (var client = ImapClient.connect(address, USER, Timeouts.DEFAULT)) {
                    assertThat(client.exists("INBOX")).isTrue();
                }
            }
        }
    }

    @Test
    void connectShouldSucceedInTheClearWhenNoTlsIsWanted() {
        try (var client = ImapClient.connect(good.plain(), USER, Timeouts.DEFAULT)) {
            assertThat(client.exists("INBOX")).isTrue();
        }
    }

    @Test
    void certificateShouldBeJudgedByHostAndDateWhenAuthorityIsTrusted(@TempDir Path directory) throws Exception {
        var trustStore = directory.resolve("trust.p12");
        certificates.writeTrustStore(trustStore);

        var reasons = reasonsOfAnotherJvm(
                trustStore,
                good.ssl(false),
                good.startTls(false),
                otherHost.ssl(false),
                otherHost.startTls(false),
                expired.ssl(false));

        assertThat(reasons).containsExactly("CONNECTED", "CONNECTED", "TLS_HOSTNAME", "TLS_HOSTNAME", "TLS_UNTRUSTED");
    }

    /** What the JVM trusts is decided once at its start. */
    private static List<String> reasonsOfAnotherJvm(Path trustStore, MailServer... servers) throws Exception {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "-Djavax.net.ssl.trustStore=" + trustStore,
                "-Djavax.net.ssl.trustStorePassword=" + new String(Certificates.PASSWORD),
                Probe.class.getName()));
        for (var server : servers) {
            command.addAll(List.of(Integer.toString(server.port()), server.tls().name()));
        }
        var process = new ProcessBuilder(command)
                .redirectError(new File("target", "tls-probe.log"))
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.lines().toList();
    }

    private static ImapException refused(MailServer server) {
        return catchThrowableOfType(
                ImapException.class,
                () -> ImapClient.connect(server, USER, Timeouts.DEFAULT).close());
    }

    /** Connects to each port given and prints what came of it. */
    static final class Probe {

        public static void main(String[] arguments) {
            for (int i = 0; i < arguments.length; i += 2) {
                var server = Loopback.server(
                        "localhost", Integer.parseInt(arguments[i]), Tls.valueOf(arguments[i + 1]), Trust.SYSTEM);
                try (var client = ImapClient.connect(server, USER, Timeouts.DEFAULT)) {
                    System.out.println(client.exists("INBOX") ? "CONNECTED" : "EMPTY");
                } catch (ImapException e) {
                    System.out.println(e.reason());
                }
            }
        }
    }
}
