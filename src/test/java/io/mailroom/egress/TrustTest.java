package io.mailroom.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailroom.imap.ImapClient;
import io.mailroom.smtp.SmtpClient;
import io.mailroom.testsupport.Certificates;
import io.mailroom.testsupport.Certificates.Identity;
import io.mailroom.testsupport.ScriptedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is let through, and what can be told of a server that is not. */
@Timeout(30)
class TrustTest {

    private static final Timeouts TIMEOUTS = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5));
    private static final Credential NOBODY = new Credential.None();
    private static final Credential LOGIN = new Credential.Password("ann", "s3cret");

    private final Certificates ours = new Certificates();
    private final Identity good = ours.forHost(Refusal.HOST);

    @ParameterizedTest
    @CsvSource({"SSL", "STARTTLS"})
    void pinnedCertificateShouldBeAcceptedWhateverItsNamesAndDates(Tls tls) {
        var expired = ours.forHost(Refusal.HOST, Instant.EPOCH, Instant.parse("2001-01-01T00:00:00Z"));
        for (var identity :
                List.of(good, expired, ours.forHost("www.example.net"), Certificates.selfSigned("printer.local"))) {
            assertAccepted(identity, tls, new Trust.Pinned(TlsInfo.fingerprint(identity.certificate())));
        }
    }

    @ParameterizedTest
    @CsvSource({"SSL", "STARTTLS"})
    void ownAuthorityShouldBeAcceptedAmongOthers(Tls tls) {
        var several = new Certificates("another").authorityPem() + ours.authorityPem();

        assertAccepted(good, tls, new Trust.OwnCa(ours.authorityPem()));
        assertAccepted(good, tls, new Trust.OwnCa(several));
    }

    @ParameterizedTest
    @CsvSource({"SSL", "STARTTLS"})
    void anythingShouldBeAcceptedWhenCertificatesAreIgnored(Tls tls) {
        assertAccepted(Certificates.selfSigned("elsewhere.example"), tls, Trust.ANYTHING);
        assertAccepted(ours.expiredForHost("elsewhere.example"), tls, Trust.ANYTHING);
    }

    @Test
    void certificateOfTheSameAuthorityShouldBeRefusedWhenAnotherIsPinned() {
        var other = ours.forHost(Refusal.HOST);

        var refusal = Refusal.of(
                Refusal.Protocol.IMAP,
                dialogue -> dialogue.startTls(other),
                Tls.SSL,
                new Trust.Pinned(TlsInfo.fingerprint(good.certificate())));

        assertThat(refusal.cause()).isEqualTo(Cause.TLS_UNTRUSTED);
    }

    @Test
    void chainShouldBeKnownWhenItWasRefused() {
        assertShown(Tls.SSL, Line::createSocket);
    }

    @Test
    void chainShouldBeKnownWhenItWasRefusedAfterStartTls() {
        assertShown(Tls.STARTTLS, line -> {
            var plain = line.createSocket();
            var reader = new BufferedReader(new InputStreamReader(plain.getInputStream()));
            reader.readLine();
            plain.getOutputStream().write("A1 STARTTLS\r\n".getBytes());
            reader.readLine();
            // As the library does it.
            var tls = (SSLSocket) line.startTls().createSocket(plain, Refusal.HOST, plain.getPort(), true);
            tls.startHandshake();
        });
    }

    private interface Conversation {
        void hold(Line line) throws IOException;
    }

    private void assertShown(Tls tls, Conversation conversation) {
        var told = new CopyOnWriteArrayList<Progress.Stage>();
        try (var server = imap(good, tls)) {
            var line = new Line(at(server, tls, Trust.SYSTEM), TIMEOUTS, told::add);

            assertThatThrownBy(() -> conversation.hold(line)).isInstanceOf(SSLHandshakeException.class);

            var shown = line.handshake().orElseThrow();
            assertThat(shown.chain()).containsExactly(good.certificate(), good.authority());
            assertThat(shown.fingerprint()).isEqualTo(TlsInfo.fingerprint(good.certificate()));
            assertThat(shown.protocol()).isEqualTo("TLSv1.3");
            assertThat(shown.cipher()).startsWith("TLS_");
            assertThat(told)
                    .hasExactlyElementsOfTypes(
                            Progress.Stage.Resolved.class,
                            Progress.Stage.Connected.class,
                            Progress.Stage.Presented.class)
                    .last()
                    .isEqualTo(new Progress.Stage.Presented(shown));
        }
    }

    @Test
    void serverShouldBeMarkedWhereverItIsToldOfWhenItsCertificateIsIgnored() {
        var ignored = new MailServer("mail.example.org", 993, Tls.SSL, Trust.ANYTHING, Refusal.GUARD);

        assertThat(ignored).hasToString("mail.example.org:993 (CERTIFICATES IGNORED)");
        assertThat(new MailServer("::1", 143, Tls.STARTTLS, Trust.SYSTEM, Refusal.GUARD))
                .hasToString("[::1]:143");
    }

    @ParameterizedTest
    @EnumSource(Refusal.Protocol.class)
    void errorShouldSayThatCertificatesAreIgnored(Refusal.Protocol protocol) {
        var refusal = Refusal.of(protocol, protocol::greet, Tls.SSL, Trust.ANYTHING);

        assertThat(refusal.text()).contains("mail.example.org:993 (CERTIFICATES IGNORED)");
    }

    private void assertAccepted(Identity identity, Tls tls, Trust trust) {
        try (var imap = imap(identity, tls);
                var smtp = smtp(identity, tls)) {
            try (var client = ImapClient.connect(at(imap, tls, trust), LOGIN, TIMEOUTS)) {
                assertThat(client.has("MOVE")).isTrue();
            }
            try (var client = SmtpClient.connect(at(smtp, tls, trust), NOBODY, TIMEOUTS)) {
                assertThat(client.alive()).isTrue();
            }
        }
    }

    private static MailServer at(ScriptedServer server, Tls tls, Trust trust) {
        return new MailServer(Refusal.HOST, server.address().port(), tls, trust, Refusal.GUARD);
    }

    private static ScriptedServer imap(Identity identity, Tls tls) {
        return ScriptedServer.start(dialogue -> {
            if (tls == Tls.SSL) {
                dialogue.startTls(identity);
                dialogue.say("* PREAUTH [CAPABILITY IMAP4rev1 MOVE] ready");
            } else {
                dialogue.say("* OK [CAPABILITY IMAP4rev1 STARTTLS] hello");
                dialogue.say(Refusal.Protocol.IMAP.agree(String.valueOf(dialogue.read())));
                dialogue.startTls(identity);
            }
            dialogue.answerTagged(command -> "* CAPABILITY IMAP4rev1 MOVE\r\n$ OK done\r\n");
        });
    }

    private static ScriptedServer smtp(Identity identity, Tls tls) {
        return ScriptedServer.start(dialogue -> {
            if (tls == Tls.SSL) {
                dialogue.startTls(identity);
                dialogue.say("220 hello");
            } else {
                Refusal.Protocol.SMTP.greet(dialogue);
                dialogue.say(Refusal.Protocol.SMTP.agree(String.valueOf(dialogue.read())));
                dialogue.startTls(identity);
            }
            while (dialogue.read() != null) {
                dialogue.say("250 fine");
            }
        });
    }
}
