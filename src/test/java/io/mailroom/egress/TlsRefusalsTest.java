package io.mailroom.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.egress.Refusal.Protocol;
import io.mailroom.testsupport.Certificates;
import io.mailroom.testsupport.Certificates.Identity;
import io.mailroom.testsupport.ScriptedServer.Script;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything that can be wrong with TLS, against real sockets, and the words in which a user is told of it. */
@Timeout(60)
class TlsRefusalsTest {

    private static final Path EXPECTED = Path.of("src/test/resources/io/mailroom/egress/tls-refusals.md");
    private static final Path PRINTED = Path.of("target/tls-refusals.md");

    private final Certificates ours = new Certificates("Example Corp CA");
    private final Trust trustingOurs = new Trust.OwnCa(ours.authorityPem());
    private final Map<String, Refusal> rows = new LinkedHashMap<>();

    @Test
    void everyRefusalShouldHaveItsOwnWords(@TempDir Path directory) throws Exception {
        badCertificates();
        oldProtocols(directory);
        tamperedStartTls();

        var table = table();
        Files.writeString(PRINTED, table);

        assertThat(table).isEqualTo(Files.readString(EXPECTED));
        assertThat(rows.values()).extracting(Refusal::text).doesNotHaveDuplicates();
    }

    private void badCertificates() {
        var past = ours.forHost(
                Refusal.HOST, Instant.parse("2020-06-30T00:00:00Z"), Instant.parse("2021-06-30T00:00:00Z"));
        var future = ours.forHost(
                Refusal.HOST, Instant.parse("2099-01-01T00:00:00Z"), Instant.parse("2099-12-31T00:00:00Z"));
        var good = ours.forHost(Refusal.HOST);

        certificate("certificate expired", past, trustingOurs);
        certificate("certificate not yet valid", future, trustingOurs);
        certificate("certificate of another host", ours.forHost("www.example.net"), trustingOurs);
        certificate("self-signed", Certificates.selfSigned(Refusal.HOST), Trust.SYSTEM);
        certificate("unknown CA", good, Trust.SYSTEM);
        certificate(
                "own CA set, another one signed",
                new Certificates("Somebody Else").forHost(Refusal.HOST),
                trustingOurs);
        certificate("another certificate than the pinned one", good, new Trust.Pinned("0".repeat(64)));
    }

    /** The same words by either protocol, from the first byte or after STARTTLS. */
    private void certificate(String what, Identity identity, Trust trust) {
        for (var protocol : Protocol.values()) {
            row(what, Refusal.of(protocol, dialogue -> dialogue.startTls(identity), Tls.SSL, trust));
            row(what, Refusal.of(protocol, afterStartTls(protocol, identity), Tls.STARTTLS, trust));
        }
    }

    private static Script afterStartTls(Protocol protocol, Identity identity) {
        return dialogue -> {
            protocol.greet(dialogue);
            dialogue.say(protocol.agree(dialogue.read()));
            dialogue.startTls(identity);
            dialogue.read();
        };
    }

    private void oldProtocols(Path directory) {
        // How a server answers that does not read beyond the version it knows: with that version, 3.1.
        var version = HexFormat.of()
                .parseHex("1603010030" + "0200002c" + "0301" + "00".repeat(32) + "00" + "c00900" + "0004" + "00170000");
        for (var protocol : Protocol.values()) {
            try (var server = OldTlsServer.start(directory)) {
                row("TLS 1.0 only", Refusal.of(protocol, server.port(), Tls.SSL, Trust.SYSTEM));
            }
            row(
                    "TLS 1.0 only",
                    Refusal.of(
                            protocol,
                            dialogue -> {
                                dialogue.send(version);
                                dialogue.read();
                            },
                            Tls.SSL,
                            Trust.SYSTEM));
        }
        for (var protocol : Protocol.values()) {
            row("no TLS at all on the TLS port", Refusal.of(protocol, protocol::greet, Tls.SSL, Trust.SYSTEM));
        }
    }

    private void tamperedStartTls() {
        var identity = ours.forHost(Refusal.HOST);
        row(
                "STARTTLS stripped",
                Refusal.of(
                        Protocol.IMAP,
                        dialogue -> {
                            dialogue.say("* OK [CAPABILITY IMAP4rev1 XXXXXXXX AUTH=PLAIN] hello");
                            dialogue.read();
                        },
                        Tls.STARTTLS,
                        trustingOurs));
        row(
                "STARTTLS stripped",
                Refusal.of(
                        Protocol.SMTP,
                        dialogue -> {
                            dialogue.say("220 hello");
                            dialogue.expect("EHLO");
                            dialogue.say("250-" + Refusal.HOST, "250-XXXXXXXX", "250 AUTH PLAIN");
                            dialogue.read();
                        },
                        Tls.STARTTLS,
                        trustingOurs));
        row(
                "PREAUTH before TLS",
                Refusal.of(
                        Protocol.IMAP,
                        dialogue -> {
                            dialogue.say("* PREAUTH [CAPABILITY IMAP4rev1] come in");
                            dialogue.read();
                        },
                        Tls.STARTTLS,
                        trustingOurs));
        for (var protocol : Protocol.values()) {
            row(
                    "plain text put before TLS",
                    Refusal.of(
                            protocol,
                            dialogue -> {
                                protocol.greet(dialogue);
                                // In the same packet: the answer to a command that we will only say under TLS.
                                var both = protocol.agree(dialogue.read())
                                        + "\r\n* CAPABILITY IMAP4rev1\r\nA1 OK injected\r\n";
                                dialogue.send(both.getBytes(StandardCharsets.US_ASCII));
                                dialogue.startTls(identity);
                                dialogue.read();
                            },
                            Tls.STARTTLS,
                            trustingOurs));
        }
    }

    private void row(String what, Refusal refusal) {
        var before = rows.putIfAbsent(what, refusal);
        if (before != null) {
            assertThat(refusal).as(what).isEqualTo(before);
        }
    }

    private String table() {
        var table = new StringBuilder("| What is wrong | `cause` | What the user is told |\n|---|---|---|\n");
        rows.forEach((what, refusal) -> table.append(
                "| %s | `%s` | %s |\n".formatted(what, refusal.cause().word(), refusal.text())));
        return table.toString();
    }
}
