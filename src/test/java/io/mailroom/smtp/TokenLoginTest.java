package io.mailroom.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.Cause;
import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialException;
import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Timeouts;
import io.mailroom.smtp.SmtpException.Reason;
import io.mailroom.smtp.SmtpException.Step;
import io.mailroom.testsupport.CapturedLog;
import io.mailroom.testsupport.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An access token on its way to a submission server, told line by line. */
@Timeout(30)
class TokenLoginTest {

    private static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final Credential.AccessToken TOKEN = new Credential.AccessToken("ann@example.org", "ya29.t0ken");
    private static final String XOAUTH2 = base64("user=ann@example.org\1auth=Bearer ya29.t0ken\1\1");
    private static final String REASON =
            base64("{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"https://mail.google.com/\"}");

    @Test
    void tokenShouldGoWithTheCommandWhenItIsShort() {
        try (var server = esmtp("AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER", "235 2.7.0 in");
                var client = SmtpClient.connect(server.address(), TOKEN, PATIENT)) {
            assertThat(client.alive()).isTrue();

            assertThat(afterEhlo(server)).startsWith("AUTH XOAUTH2 " + XOAUTH2);
        }
    }

    @Test
    void tokenShouldWaitToBeAskedForWhenTheLineWouldBeTooLong() {
        var large = new Credential.AccessToken("ann@example.org", "t".repeat(2_000));
        try (var server = esmtp("AUTH XOAUTH2", "334 ", "235 2.7.0 in")) {
            SmtpClient.connect(server.address(), large, PATIENT).close();

            var said = afterEhlo(server);
            assertThat(said.getFirst()).isEqualTo("AUTH XOAUTH2");
            assertThat(said.get(1))
                    .isEqualTo(base64("user=ann@example.org\1auth=Bearer " + "t".repeat(2_000) + "\1\1"));
        }
    }

    @Test
    void tokenShouldBeSentAgainWhenServerOverlookedItWithTheCommand() {
        try (var server = esmtp("AUTH XOAUTH2", "334", "235 2.7.0 in")) {
            SmtpClient.connect(server.address(), TOKEN, PATIENT).close();

            assertThat(afterEhlo(server)).startsWith("AUTH XOAUTH2 " + XOAUTH2, XOAUTH2);
        }
    }

    @Test
    void tokenShouldTravelAsOauthbearerWhenOnlyThatIsOffered() {
        try (var server = esmtp("AUTH PLAIN OAUTHBEARER", "235 2.7.0 in")) {
            SmtpClient.connect(server.address(), TOKEN, PATIENT).close();

            var message = "n,a=ann@example.org,\1host=127.0.0.1\1port="
                    + server.address().port() + "\1auth=Bearer ya29.t0ken\1\1";
            assertThat(afterEhlo(server)).startsWith("AUTH OAUTHBEARER " + base64(message));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH PLAIN LOGIN", "AUTH=LOGIN", "AUTH XOAUTH", "HELP"})
    void tokenShouldNeverBeSentWhenNoMechanismForItIsOffered(String extension) {
        try (var server = esmtp(extension, "235 2.7.0 in")) {
            var thrown = refused(server.address());

            assertThat(thrown.reason()).isEqualTo(Reason.OAUTH_UNSUPPORTED);
            assertThat(thrown.temporary()).isFalse();
            assertThat(server.received()).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void reasonShouldBeToldWhenServerGivesItBeforeItsRefusal() {
        try (var server = esmtp(
                "AUTH XOAUTH2",
                "334 " + REASON,
                "535-5.7.8 Username and Password not accepted.\r\n535 5.7.8 Learn more")) {
            var thrown = refused(server.address());

            assertThat(afterEhlo(server).get(1)).isEmpty();
            assertThat(thrown.reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(thrown.step()).isEqualTo(Step.AUTH);
            assertThat(thrown.temporary()).isFalse();
            assertThat(thrown)
                    .hasMessageContaining("refused the access token of ann@example.org")
                    .hasMessageContaining("(status 400, schemes Bearer, scope https://mail.google.com/)");
            assertThat(thrown.reply()).extracting(Reply::enhancedStatusCode).isEqualTo("5.7.8");
        }
    }

    @Test
    void reasonShouldBeToldWhenServerSpeaksOauthbearer() {
        try (var server = esmtp(
                "AUTH OAUTHBEARER",
                "334 " + base64("{\"status\":\"invalid_token\",\"got\":\"ya29.t0ken\"}"),
                "535 5.7.1 no")) {
            var thrown = refused(server.address());

            assertThat(afterEhlo(server).get(1)).isEqualTo("AQ==");
            assertThat(thrown).hasMessageContaining("(status invalid_token, got ***)");
        }
    }

    @Test
    void nextTokenShouldBeTriedOnceAndOnAConnectionOfItsOwnWhenServerRefusesTheFirst() {
        try (var server = taking("second")) {
            SmtpClient.connect(server.address(), Tokens.of("first", "second", "third"), PATIENT)
                    .close();

            assertThat(server.received())
                    .filteredOn(line -> line.startsWith("AUTH"))
                    .containsExactly(
                            "AUTH XOAUTH2 " + base64("user=ann@example.org\1auth=Bearer first\1\1"),
                            "AUTH XOAUTH2 " + base64("user=ann@example.org\1auth=Bearer second\1\1"));
        }
    }

    @Test
    void loginShouldBeRefusedWhenServerRefusesTheNextTokenToo() {
        try (var server = taking("third")) {
            var thrown = catchThrowableOfType(
                    SmtpException.class,
                    () -> SmtpClient.connect(server.address(), Tokens.of("first", "second", "third"), PATIENT));

            assertThat(thrown.reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(server.received())
                    .filteredOn(line -> line.startsWith("AUTH"))
                    .hasSize(2);
        }
    }

    @Test
    void serverShouldNotBeAskedWhenThereIsNoTokenToBeHad() {
        try (var server = taking("any")) {
            var thrown = catchThrowableOfType(
                    SmtpException.class, () -> SmtpClient.connect(server.address(), Tokens.of(), PATIENT));

            assertThat(thrown.reason()).isEqualTo(Reason.OAUTH_INVALID_GRANT);
            assertThat(thrown.failure()).isEqualTo(Cause.OAUTH_INVALID_GRANT);
            assertThat(thrown.temporary()).isFalse();
            assertThat(thrown).hasMessage("Authorise again.");
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void refusalShouldBeTemporaryWhenServerSays454() {
        try (var server = esmtp("AUTH XOAUTH2", "454 4.7.0 Temporary authentication failure")) {
            var thrown = refused(server.address());

            assertThat(thrown.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(thrown.temporary()).isTrue();
        }
    }

    @Test
    void loginShouldEndWhenServerNeverStopsAsking() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("220 here");
            dialogue.expect("EHLO");
            dialogue.say("250-here", "250 AUTH XOAUTH2");
            while (dialogue.read() != null) {
                dialogue.say("334 " + REASON);
            }
        })) {
            assertThat(refused(server.address()).step()).isEqualTo(Step.AUTH);
            assertThat(afterEhlo(server)).hasSize(2);
        }
    }

    @Test
    void lossShouldBeTemporaryWhenServerHangsUpInTheMiddleOfTheLogin() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("220 here");
            dialogue.expect("EHLO");
            dialogue.say("250-here", "250 AUTH XOAUTH2");
            dialogue.read();
            dialogue.drop();
        })) {
            var thrown = refused(server.address());

            assertThat(thrown.reason()).isEqualTo(Reason.CONNECTION_LOST);
            assertThat(thrown.temporary()).isTrue();
        }
    }

    @Test
    void tokenShouldNotReachTheLogWhenEverythingIsLogged() {
        try (var log = CapturedLog.ofEverything("io.mailroom.smtp");
                var server = esmtp("AUTH XOAUTH2", "334 " + REASON, "535 5.7.8 no")) {
            refused(server.address());

            assertThat(afterEhlo(server)).hasSize(2);
            assertThat(log.text()).doesNotContain("ya29", "dXNlcj");
        }
    }

    /** Greets, offers one extension, and says one thing after the other from AUTH on. */
    private static ScriptedServer esmtp(String extension, String... replies) {
        return ScriptedServer.start(dialogue -> {
            dialogue.say("220 here");
            dialogue.expect("EHLO");
            dialogue.say("250-here", "250 " + extension);
            var next = new ArrayDeque<>(List.of(replies));
            while (dialogue.read() != null) {
                dialogue.say(next.isEmpty() ? "250 Ok" : next.pop());
            }
        });
    }

    /** Gives these tokens, one after the other. */
    private record Tokens(ArrayDeque<String> left) implements CredentialSource {

        static Tokens of(String... tokens) {
            return new Tokens(new ArrayDeque<>(List.of(tokens)));
        }

        @Override
        public String user() {
            return TOKEN.user();
        }

        @Override
        public Credential current() {
            return renewed(TOKEN)
                    .orElseThrow(() -> new CredentialException(Cause.OAUTH_INVALID_GRANT, "Authorise again."));
        }

        @Override
        public Optional<Credential> renewed(Credential refused) {
            return Optional.ofNullable(left.poll()).map(token -> new Credential.AccessToken(TOKEN.user(), token));
        }
    }

    /** Lets nobody in but with this token. */
    private static ScriptedServer taking(String token) {
        return ScriptedServer.start(dialogue -> {
            dialogue.say("220 here");
            dialogue.expect("EHLO");
            dialogue.say("250-here", "250 AUTH XOAUTH2");
            var line = dialogue.read();
            dialogue.say(
                    line.endsWith(base64("user=ann@example.org\1auth=Bearer " + token + "\1\1"))
                            ? "235 in"
                            : "535 5.7.8 no");
            dialogue.read();
        });
    }

    private static List<String> afterEhlo(ScriptedServer server) {
        var received = server.received();
        return received.subList(1, received.size());
    }

    private static SmtpException refused(MailServer server) {
        return catchThrowableOfType(
                SmtpException.class,
                () -> SmtpClient.connect(server, TOKEN, PATIENT).close());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
