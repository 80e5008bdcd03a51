package io.mailroom.settings;

import static io.mailroom.testsupport.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.account.Caller;
import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.MailServer;
import io.mailroom.health.Connections;
import io.mailroom.mime.MessageHeader;
import io.mailroom.mime.MessageParser;
import io.mailroom.settings.MailServers.Imap;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.GreenMailServer;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.testsupport.User;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A mail from an address to itself. */
@QuarkusTest
@Timeout(120)
class RoundtripTest {

    private static final byte[] MAIL = "Subject: not ours\r\n\r\nb\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final DovecotServer.Options WITH_JUNK =
            DovecotServer.Options.standard().withConfiguration("""
            namespace inbox {
              mailbox Spam {
                auto = create
                special_use = \\Junk
              }
            }""");
    private static final Duration TIME = Duration.ofSeconds(2);

    private record Config(
            int visits,
            int visitsPerAccount,
            int roundtrips,
            Duration maxWait,
            Duration visitTime,
            Duration roundtripTime)
            implements SettingsConfig {}

    @Inject
    Connections connections;

    @Inject
    RoundtripMarks marks;

    @Test
    void mailShouldComeBackAndBeDeletedOverHttp() throws Exception {
        var anna = User.anAdmin();
        try (var green = GreenMailServer.start()) {
            var mailbox = green.user("anna@example.org");
            store(anna, "imap", green.imap());
            store(anna, "smtp", green.smtp());

            var report = roundtrip(anna, "home", Map.of("imap", "home"));

            assertThat(report.statusCode()).as(report.asString()).isEqualTo(200);
            assertThat(report.<Boolean>path("success")).as(report.asString()).isTrue();
            assertThat(report.<List<String>>path("phases.phase"))
                    .containsExactly("imap-login", "smtp-login", "submission", "arrival", "removal");
            assertThat(report.<List<String>>path("phases.outcome")).containsOnly("ok");
            assertThat(report.<String>path("phases[3].details.mailbox")).isEqualTo("INBOX");
            assertThat(report.<Boolean>path("phases[3].details.junk")).isFalse();
            assertThat(report.asString()).doesNotContain(GreenMailServer.PASSWORD);
            assertThat(report.<Boolean>path("phases[4].details.expunged")).isTrue();
            assertThat(green.greenMail()
                            .getManagers()
                            .getImapHostManager()
                            .getInbox(mailbox)
                            .getMessages())
                    .isEmpty();
        }
    }

    @Test
    void otherMailsShouldBeLeftAloneWhenItIsDeleted() {
        try (var dovecot = DovecotServer.start(WITH_JUNK);
                var smtp = delivering(mail -> {
                    dovecot.deliver("anna", "INBOX", MAIL);
                    dovecot.deliver("anna", "INBOX", mail);
                    dovecot.deliver("anna", "INBOX", MAIL);
                })) {
            dovecot.deliver("anna", "INBOX", MAIL);

            var report = run(smtp.address(), dovecot.plain(), DovecotServer.PASSWORD, "INBOX");

            assertThat(report.success()).as(report.toString()).isTrue();
            assertThat(report.message()).contains("anna@example.org arrived in INBOX", "deleted");
            assertThat(details(report, "removal")).isEqualTo(new PhaseDetails.Removal(true));
            assertThat(dovecot.files("anna", "INBOX")).hasSize(3).noneMatch(file -> file.matches(".*:2,.+"));
            assertThat(smtp.received())
                    .contains("MAIL FROM:<anna@example.org> BODY=8BITMIME", "RCPT TO:<anna@example.org>");
        }
    }

    @Test
    void mailShouldBeFlaggedWhenServerCannotExpungeASingleOne() {
        var plain = DovecotServer.Options.standard().withConfiguration("imap_capability = IMAP4rev1");
        try (var dovecot = DovecotServer.start(plain);
                var smtp = delivering(mail -> dovecot.deliver("anna", "INBOX", mail))) {
            var report = run(smtp.address(), dovecot.plain(), DovecotServer.PASSWORD, "INBOX");

            assertThat(report.success()).as(report.toString()).isTrue();
            assertThat(report.message()).contains("flagged as deleted");
            assertThat(details(report, "removal")).isEqualTo(new PhaseDetails.Removal(false));
            assertThat(dovecot.files("anna", "INBOX"))
                    .singleElement()
                    .asString()
                    .endsWith(":2,T");
        }
    }

    @Test
    void junkShouldBeLookedIntoWhenMailIsTakenForIt() {
        try (var dovecot = DovecotServer.start(WITH_JUNK);
                var smtp = delivering(mail -> dovecot.deliver("anna", "Spam", mail))) {
            var report = run(smtp.address(), dovecot.plain(), DovecotServer.PASSWORD, "INBOX");

            assertThat(report.success()).as(report.toString()).isTrue();
            assertThat(report.warnings()).anyMatch(warning -> warning.contains("taken for junk"));
            assertThat(details(report, "arrival")).isInstanceOfSatisfying(PhaseDetails.Arrival.class, arrival -> {
                assertThat(arrival.mailbox()).isEqualTo("Spam");
                assertThat(arrival.junk()).isTrue();
            });
            assertThat(dovecot.files("anna", "Spam")).isEmpty();
        }
    }

    @Test
    void mailShouldBeMissedWhenItDoesNotArrive() {
        try (var dovecot = DovecotServer.start();
                var smtp = delivering(mail -> dovecot.deliver("anna", "INBOX", MAIL))) {
            var report = run(smtp.address(), dovecot.plain(), DovecotServer.PASSWORD, "INBOX");

            assertThat(report.success()).isFalse();
            assertThat(report.phase()).isEqualTo("arrival");
            assertThat(report.cause()).isEqualTo("timeout");
            assertThat(report.message()).contains("did not show it in INBOX within 2 seconds");
            assertThat(report.advice()).contains("not imported when it comes");
            assertThat(dovecot.files("anna", "INBOX")).as("of somebody else").hasSize(1);
        }
    }

    @Test
    void nothingShouldBeSentWhenNobodyCouldReceiveIt() {
        try (var dovecot = DovecotServer.start();
                var smtp = delivering(mail -> {})) {
            var report = run(smtp.address(), dovecot.plain(), "wr0ng", "INBOX");

            assertThat(report.phase()).isEqualTo("imap-login");
            assertThat(report.cause()).isEqualTo("auth");
            assertThat(report.advice()).contains("Check user and password");
            assertThat(smtp.received()).isEmpty();

            assertThat(run(smtp.address(), dovecot.plain(), DovecotServer.PASSWORD, "Nowhere")
                            .message())
                    .contains("There is no mailbox Nowhere");
            assertThat(smtp.received()).isEmpty();
        }
    }

    @Test
    void serversWordShouldBeToldWhenTheRecipientIsRefused() {
        try (var dovecot = DovecotServer.start();
                var smtp = ScriptedServer.start(dialogue -> {
                    dialogue.say("220 here");
                    dialogue.expect("EHLO");
                    dialogue.say("250-here", "250 AUTH PLAIN");
                    dialogue.expect("AUTH");
                    dialogue.say("235 in");
                    dialogue.expect("MAIL");
                    dialogue.say("250 fine");
                    dialogue.expect("RCPT");
                    dialogue.say("550 5.1.1 no such user");
                    dialogue.expect("RSET");
                    dialogue.say("250 fine");
                    dialogue.read();
                })) {
            var report = run(smtp.address(), dovecot.plain(), DovecotServer.PASSWORD, "INBOX");

            assertThat(report.success()).isFalse();
            assertThat(report.phase()).as(report.toString()).isEqualTo("submission");
            assertThat(report.message()).contains("did not take the mail to anna@example.org", "no such user");
        }
    }

    @Test
    void settingsShouldBeNamedWhenTheyAreUnknown() {
        var anna = User.anAdmin();
        try (var green = GreenMailServer.start()) {
            store(anna, "smtp", green.smtp());

            assertProblem(roundtrip(anna, "nowhere", Map.of("imap", "home")), 404, "not-found");
            var unknown = roundtrip(anna, "home", Map.of("imap", "nowhere"));
            assertProblem(unknown, 422, "invalid");
            assertThat(unknown.<String>path("errors[0].field")).isEqualTo("imap");
            assertProblem(roundtrip(anna, "home", Map.of()), 422, "invalid");
            assertProblem(roundtrip(anna.aColleague("ben"), "home", Map.of("imap", "home")), 404, "not-found");
        }
    }

    @Test
    void markShouldBeOursInItsCollectiveOnly() {
        var ours = UUID.randomUUID();
        var now = Instant.now();
        var mark = marks.next(ours, "anna@example.org", now);

        assertThat(mark).hasSizeLessThan(50).isNotEqualTo(marks.next(ours, "anna@example.org", now));
        assertThat(marks.areOn(marked(mark, "Anna@example.org", now), ours)).isTrue();
        assertThat(marks.areOn(marked(mark, "anna@example.org", now), UUID.randomUUID()))
                .isFalse();
        for (var other : List.of("", "not base64 at all!", "A".repeat(44))) {
            assertThat(marks.areOn(marked(other, "anna@example.org", now), ours))
                    .isFalse();
        }
    }

    @Test
    void markShouldBeGoodForNoOtherMailAndNotForEver() {
        var ours = UUID.randomUUID();
        var now = Instant.now();
        var mark = marks.next(ours, "anna@example.org", now);

        assertThat(marks.areOn(marked(mark, "ben@example.org", now), ours)).isFalse();
        assertThat(marks.areOn(marked(mark, "anna@example.org", now.plusSeconds(1)), ours))
                .isFalse();
        var old = now.minus(Duration.ofDays(8));
        var oldMark = marks.next(ours, "anna@example.org", old);
        assertThat(marks.areOn(marked(oldMark, "anna@example.org", old), ours)).isFalse();
    }

    private static MessageHeader marked(String mark, String to, Instant date) {
        return MessageParser.header(ByteBuffer.wrap(
                """
                From: <someone@example.net>
                To: <%s>
                Date: %s
                X-Mailroom-Roundtrip: %s

                """.formatted(to, DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC)), mark)
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.UTF_8)));
    }

    /** Takes every mail, and hands it on. */
    private static ScriptedServer delivering(Consumer<byte[]> delivery) {
        return ScriptedServer.start(dialogue -> {
            dialogue.say("220 here");
            for (var line = dialogue.read(); line != null; line = dialogue.read()) {
                if (line.startsWith("EHLO")) {
                    dialogue.say("250-here", "250-8BITMIME", "250 AUTH PLAIN");
                } else if (line.startsWith("AUTH")) {
                    dialogue.say("235 in");
                } else if (line.equals("DATA")) {
                    dialogue.say("354 go on");
                    var mail = new StringBuilder();
                    for (var text = dialogue.read(); text != null && !text.equals("."); text = dialogue.read()) {
                        mail.append(text).append("\r\n");
                    }
                    delivery.accept(mail.toString().getBytes(StandardCharsets.US_ASCII));
                    dialogue.say("250 2.0.0 queued");
                } else {
                    dialogue.say("250 fine");
                }
            }
        });
    }

    private ConnectionReport run(MailServer smtp, MailServer imap, String password, String mailbox) {
        var config = new Config(4, 4, 4, Duration.ofMillis(50), Duration.ofSeconds(20), TIME);
        var credentials = CredentialSource.fixed(new Credential.Password("anna", password));
        return new Roundtrips(config, new Visits(config), connections, marks, Optional.empty(), Clock.systemUTC())
                .run(
                        new Caller(UUID.randomUUID(), UUID.randomUUID(), "home", "anna", true, UUID.randomUUID(), null),
                        new Smtp(
                                UUID.randomUUID(),
                                0,
                                "home",
                                smtp,
                                credentials,
                                true,
                                List.of(new Identity("Anna <anna@example.org>", null, null)),
                                null),
                        new Imap(UUID.randomUUID(), "home", imap, credentials),
                        mailbox,
                        glance -> {});
    }

    private static PhaseDetails details(ConnectionReport report, String phase) {
        return report.phases().stream()
                .filter(view -> view.phase().equals(phase))
                .findFirst()
                .orElseThrow()
                .details();
    }

    private static void store(User user, String protocol, MailServer server) {
        var settings = new HashMap<String, Object>(Map.of(
                "name",
                "home",
                protocol + "Host",
                server.host(),
                protocol + "Port",
                server.port(),
                protocol + "User",
                "anna@example.org",
                protocol + "Password",
                GreenMailServer.PASSWORD,
                "sslType",
                "none"));
        if (protocol.equals("smtp")) {
            settings.put("from", "Anna <anna@example.org>");
        }
        user.request()
                .body(settings)
                .post("/api/v1/sec/email/settings/" + protocol)
                .then()
                .statusCode(200);
    }

    private static Response roundtrip(User user, String name, Map<String, ?> body) {
        return user.request().body(body).post("/api/v1/sec/email/settings/smtp/" + name + "/roundtrip");
    }
}
