package io.mailroom.scan;

import static io.mailroom.scan.Imports.aTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mail of a round trip is no document, whoever gets to see it. */
@QuarkusTest
class RoundtripImportTest {

    @Inject
    Imports imports;

    private User anna;

    @BeforeEach
    void signUp() {
        anna = User.anAdmin();
    }

    @Test
    void mailOfARoundtripShouldBeLeftAloneByImports() {
        try (var dovecot = DovecotServer.start()) {
            imports.connection(anna, "home", dovecot.plain(), "anna", DovecotServer.PASSWORD);
            var mail = roundtrip(dovecot);
            var forged = new String(mail, StandardCharsets.US_ASCII)
                    .replaceFirst("(X-Mailroom-Roundtrip: )\\S+", "$1" + "A".repeat(44))
                    .getBytes(StandardCharsets.US_ASCII);
            dovecot.deliver("anna", "INBOX", mail, forged);
            // As it would do to every other mail.
            var task = imports.create(
                    anna, aTask("home", "deleteMail", true, "postHandleAll", true, "subjectFilter", "*mailbox*"));

            var preview = anna.request()
                    .body(aTask("home", "deleteMail", true, "postHandleAll", true))
                    .post("/api/v1/sec/usertask/scanmailbox/preview");
            var run = imports.run(anna, task);

            assertThat(preview.asString()).contains("\"roundtrip\"");
            assertThat(run.imported()).as("what anybody could write").isEqualTo(1);
            assertThat(run.filtered()).isEqualTo(1);
            assertThat(imports.names(task)).containsExactly("Mailroom is testing this mailbox");
            assertThat(dovecot.files("anna", "INBOX")).as("the real one").hasSize(1);
        }
    }

    @Test
    void mailOfAnotherCollectivesRoundtripShouldBeImported() {
        try (var dovecot = DovecotServer.start()) {
            imports.connection(anna, "home", dovecot.plain(), "anna", DovecotServer.PASSWORD);
            dovecot.deliver("anna", "INBOX", roundtrip(dovecot));
            var stranger = User.anAdmin();
            imports.connection(stranger, "home", dovecot.plain(), "anna", DovecotServer.PASSWORD);

            var run = imports.run(stranger, imports.create(stranger, aTask("home")));

            assertThat(run.imported()).isEqualTo(1);
        }
    }

    /** The mail as it was sent; what arrived of it is deleted. */
    private byte[] roundtrip(DovecotServer dovecot) {
        var sent = new AtomicReference<byte[]>();
        try (var smtp = ScriptedServer.start(dialogue -> {
            dialogue.say("220 here");
            for (var line = dialogue.read(); line != null; line = dialogue.read()) {
                if (line.equals("DATA")) {
                    dialogue.say("354 go on");
                    var mail = new StringBuilder();
                    for (var text = dialogue.read(); text != null && !text.equals("."); text = dialogue.read()) {
                        mail.append(text).append("\r\n");
                    }
                    sent.set(mail.toString().getBytes(StandardCharsets.US_ASCII));
                    dovecot.deliver("anna", "INBOX", sent.get());
                }
                dialogue.say("250 fine");
            }
        })) {
            anna.request()
                    .body(Map.of(
                            "name", "home",
                            "smtpHost", smtp.address().host(),
                            "smtpPort", smtp.address().port(),
                            "sslType", "none",
                            "from", "anna@example.org"))
                    .post("/api/v1/sec/email/settings/smtp")
                    .then()
                    .statusCode(200);
            var report =
                    anna.request().body(Map.of("imap", "home")).post("/api/v1/sec/email/settings/smtp/home/roundtrip");
            assertThat(report.<Boolean>path("success")).as(report.asString()).isTrue();
            assertThat(dovecot.files("anna", "INBOX")).isEmpty();
            return sent.get();
        }
    }
}
