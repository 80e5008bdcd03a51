package io.mailroom.scan;

import static io.mailroom.scan.Imports.aTask;
import static io.mailroom.scan.Letter.aLetter;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.egress.MailServer;
import io.mailroom.testsupport.DovecotServer;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DovecotScanTest extends ScanContract {

    private static DovecotServer dovecot;

    @BeforeAll
    static void start() {
        dovecot = DovecotServer.start();
    }

    @AfterAll
    static void stop() {
        if (dovecot != null) {
            dovecot.close();
        }
    }

    @Override
    Postbox aPostbox() {
        return new Postbox(dovecot.plain(), "u" + UUID.randomUUID(), DovecotServer.PASSWORD);
    }

    @Test
    void renumberedMailboxShouldBringNoDuplicates() {
        box.deliver("INBOX", aLetter(), aLetter());
        String task = task();
        run(task);

        dovecot.renumber(box.user(), "INBOX");
        dovecot.deliver(box.user(), "INBOX", aLetter().withSubject("new").raw());

        assertNumbers(run(task), 1, 2, 0, 0);
        assertNumbers(run(task), 0, 0, 0, 0);
    }

    @Test
    void oddMailsShouldBecomeItemsAsWell() {
        dovecot.deliver(
                box.user(),
                "INBOX",
                bytes("Subject: a \0 NUL\r\nX-\0: b\r\n\r\nbo\0dy"),
                aLetter().withSubject("long " + "word ".repeat(40_000)).raw(),
                aLetter().withoutMessageId().raw(),
                bytes(""),
                bytes("\r\n"),
                bytes("no header at all, and no line end"),
                bytes("Subject: =?utf-8?q?=00=ff?=\r\nDate: never\r\nFrom: \u0000<>\r\n\r\n"),
                bytes("Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x\r\n--x--"));
        String task = task("fileFilter", "*", "targetFolder", "Done");

        var run = run(task);

        assertThat(run.matched()).isEqualTo(8);
        assertThat(run.failed()).as(run.toString()).isZero();
        assertThat(run.state()).isEqualTo("done");
        assertThat(imports.items(task)).hasSize((int) run.imported()).hasSizeGreaterThanOrEqualTo(7);
        assertThat(box.count("INBOX")).isZero();
    }

    private static byte[] bytes(String mail) {
        return mail.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void originalShouldBeKeptByteForByte() {
        var raw = bytes("subject:x\r\nFROM: a@b\r\n\r\nbare\nnewlines and \u00e4\u0080 bytes\r\n\r\n");
        dovecot.deliver(box.user(), "INBOX", raw);
        String task = task();

        run(task);

        assertThat(imports.items(task).getFirst().getLong("size")).isEqualTo(raw.length);
        assertThat(database.query(
                                "select string_agg(data, ''::bytea order by seq) from blob_chunk where hash = $1",
                                imports.items(task).getFirst().getBuffer("raw_hash"))
                        .getFirst()
                        .getBuffer(0)
                        .getBytes())
                .isEqualTo(raw);
    }

    @Test
    void mailboxThatOnlyHoldsOthersShouldBePassedOverInATree() {
        dovecot.deliver(box.user(), "Eltern.Kind", aLetter().raw());

        assertNumbers(run(task("folders", List.of("Eltern"), "scanRecursively", true)), 1, 0, 0, 0);
    }

    @Test
    void treeShouldBeFoundWhenSeparatorIsSlash() {
        try (var server = DovecotServer.start(DovecotServer.Options.standard().withSeparator('/'))) {
            box = new Postbox(server.plain(), "ann", DovecotServer.PASSWORD);
            connection = connection(user(), box);
            server.deliver("ann", "Ablage/Größe", aLetter().raw());
            server.deliver("ann", "Ablage/Fertig", aLetter().raw());

            var run = run(task("folders", List.of("Ablage"), "scanRecursively", true, "targetFolder", "Ablage/Fertig"));

            assertNumbers(run, 1, 0, 0, 0);
            assertThat(box.count("Ablage/Fertig")).isEqualTo(2);
        }
    }

    @Test
    void runShouldSayThatMailsAreOnlyFlaggedWhenServerCannotExpungeSingleOnes() {
        var poor = DovecotServer.Options.standard().withConfiguration("imap_capability = IMAP4rev1 SASL-IR LITERAL+");
        try (var server = DovecotServer.start(poor)) {
            box = new Postbox(server.plain(), "ann", DovecotServer.PASSWORD);
            connection = connection(user(), box);
            server.deliver("ann", "INBOX", aLetter().raw());

            var run = run(task("deleteMail", true));

            assertNumbers(run, 1, 0, 0, 0);
            assertThat(run.mailboxes().getFirst().error()).contains("UIDPLUS");
            assertThat(box.list("INBOX").getFirst().flags()).contains("\\Deleted");
        }
    }

    @Test
    void mailsShouldArriveOverStartTlsAndSslWhenCertificatesAreIgnored() {
        dovecot.deliver(box.user(), "INBOX", aLetter().raw());

        assertNumbers(over(dovecot.startTls(true)), 1, 0, 0, 0);
        assertNumbers(over(dovecot.ssl(true)), 0, 1, 0, 0);
    }

    @Test
    void untrustedCertificateShouldFailTheRun() {
        for (var server : List.of(dovecot.startTls(false), dovecot.ssl(false))) {
            var run = over(server);

            assertThat(run.state()).isEqualTo("failed");
            assertThat(run.error()).containsIgnoringCase("certificate").doesNotContain("Exception");
        }
    }

    private RunView over(MailServer server) {
        return run(imports.create(user(), aTask(connection(user(), server, box.user(), box.password()))));
    }
}
