package io.mailroom.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.BearerMechanism;
import io.mailroom.egress.Cause;
import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialException;
import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.MailServer;
import io.mailroom.egress.Timeouts;
import io.mailroom.imap.ImapException.Reason;
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

/** An access token on its way to an IMAP server, told line by line. */
@Timeout(30)
class TokenLoginTest {

    private static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final Credential.AccessToken TOKEN = new Credential.AccessToken("ann@example.org", "ya29.t0ken");
    private static final String XOAUTH2 = base64("user=ann@example.org\1auth=Bearer ya29.t0ken\1\1");
    private static final String REASON =
            base64("{\"status\":\"401\",\"schemes\":\"bearer mac\",\"scope\":\"https://mail.google.com/\"}");

    @Test
    void tokenShouldGoWithTheCommandWhenServerHasSaslIr() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2] hello");
            dialogue.say(tag(dialogue.read()) + " OK [CAPABILITY IMAP4rev1 MOVE] in");
            dialogue.read();
        })) {
            try (var client = ImapClient.connect(server.address(), TOKEN, PATIENT)) {
                assertThat(client.has("move")).isTrue();
            }

            assertThat(server.received()).first().asString().endsWith(" AUTHENTICATE XOAUTH2 " + XOAUTH2);
        }
    }

    @Test
    void tokenShouldWaitToBeAskedForWhenServerHasNoSaslIr() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] hello");
            var tag = tag(dialogue.read());
            dialogue.say("+ ");
            dialogue.read();
            // The capabilities in the middle, as some servers give them.
            dialogue.say("* CAPABILITY IMAP4rev1 IDLE", tag + " OK in");
            dialogue.read();
        })) {
            try (var client = ImapClient.connect(server.address(), TOKEN, PATIENT)) {
                assertThat(client.has("IDLE")).isTrue();
                assertThat(client.has("AUTH=XOAUTH2")).isFalse();
            }

            assertThat(server.received().getFirst()).endsWith(" AUTHENTICATE XOAUTH2");
            assertThat(server.received().get(1)).isEqualTo(XOAUTH2);
        }
    }

    @Test
    void tokenShouldBeSentAgainWhenServerOverlookedItWithTheCommand() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hello");
            var tag = tag(dialogue.read());
            dialogue.say("+");
            dialogue.read();
            dialogue.say(tag + " OK [CAPABILITY IMAP4rev1] in");
            dialogue.read();
        })) {
            ImapClient.connect(server.address(), TOKEN, PATIENT).close();

            assertThat(server.received().get(1)).isEqualTo(XOAUTH2);
        }
    }

    @Test
    void longTokenShouldNotGoWithTheCommandWhenThatWouldBeTooLong() {
        var large = new Credential.AccessToken("ann@example.org", "t".repeat(9_000));
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hello");
            var tag = tag(dialogue.read());
            dialogue.say("+ ");
            dialogue.read();
            dialogue.say(tag + " OK [CAPABILITY IMAP4rev1] in");
            dialogue.read();
        })) {
            ImapClient.connect(server.address(), large, PATIENT).close();

            assertThat(server.received().getFirst()).endsWith(" AUTHENTICATE XOAUTH2");
            assertThat(server.received().get(1)).hasSizeGreaterThan(12_000);
        }
    }

    @Test
    void tokenShouldTravelAsOauthbearerWhenOnlyThatIsOffered() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=OAUTHBEARER] hello");
            dialogue.say(tag(dialogue.read()) + " OK [CAPABILITY IMAP4rev1] in");
            dialogue.read();
        })) {
            ImapClient.connect(server.address(), new Credential.AccessToken("a=b,c@example.org", "t0ken"), PATIENT)
                    .close();

            var message = "n,a=a=3Db=2Cc@example.org,\1host=127.0.0.1\1port="
                    + server.address().port() + "\1auth=Bearer t0ken\1\1";
            assertThat(server.received()).first().asString().endsWith(" AUTHENTICATE OAUTHBEARER " + base64(message));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"XOAUTH2", "OAUTHBEARER"})
    void preferredMechanismShouldBeUsedWhenBothAreOffered(String mechanism) {
        var preferring =
                new Credential.AccessToken("ann@example.org", "ya29.t0ken", BearerMechanism.valueOf(mechanism));
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=OAUTHBEARER AUTH=XOAUTH2] hello");
            dialogue.say(tag(dialogue.read()) + " OK [CAPABILITY IMAP4rev1] in");
            dialogue.read();
        })) {
            ImapClient.connect(server.address(), preferring, PATIENT).close();

            assertThat(server.received()).first().asString().contains(" AUTHENTICATE " + mechanism + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AUTH=PLAIN AUTH=LOGIN", "AUTH=XOAUTH AUTH=PLAIN", "LOGINDISABLED"})
    void tokenShouldNeverBeSentWhenNoMechanismForItIsOffered(String offered) {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 SASL-IR " + offered + "] hello");
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
    void reasonShouldBeToldWhenServerGivesItBeforeItsRefusal() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hello");
            var tag = tag(dialogue.read());
            dialogue.say("+ " + REASON);
            dialogue.read();
            dialogue.say(tag + " NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)");
            dialogue.read();
        })) {
            var thrown = refused(server.address(), TOKEN);

            assertThat(server.received().get(1)).isEmpty();
            assertThat(thrown.reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(thrown)
                    .hasMessageContaining("refused the access token of ann@example.org")
                    .hasMessageContaining("Invalid credentials")
                    .hasMessageContaining("(status 401, schemes bearer mac, scope https://mail.google.com/)");
            assertThat(thrown.serverText()).contains("status 401");
        }
    }

    @Test
    void reasonShouldBeToldWhenServerSpeaksOauthbearer() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 AUTH=OAUTHBEARER] hello");
            var tag = tag(dialogue.read());
            dialogue.say("+ ");
            dialogue.read();
            dialogue.say("+ " + base64("{\"status\":\"invalid_token\",\"got\":\"ya29.t0ken\"}"));
            dialogue.read();
            // A server may call it a bad command, now that it was cancelled.
            dialogue.say(tag + " BAD failed");
            dialogue.read();
        })) {
            var thrown = refused(server.address(), TOKEN);

            assertThat(server.received().get(2)).isEqualTo("AQ==");
            assertThat(thrown.reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(thrown).hasMessageContaining("failed (status invalid_token, got ***)");
        }
    }

    @Test
    void nextTokenShouldBeTriedOnceAndOnAConnectionOfItsOwnWhenServerRefusesTheFirst() {
        try (var server = taking("second")) {
            ImapClient.connect(server.address(), Tokens.of("first", "second", "third"), PATIENT)
                    .close();

            assertThat(server.received())
                    .filteredOn(line -> line.contains("AUTHENTICATE"))
                    .extracting(line -> line.replaceFirst(".* ", ""))
                    .containsExactly(
                            base64("user=ann@example.org\1auth=Bearer first\1\1"),
                            base64("user=ann@example.org\1auth=Bearer second\1\1"));
        }
    }

    @Test
    void loginShouldBeRefusedWhenServerRefusesTheNextTokenToo() {
        try (var server = taking("third")) {
            var thrown = catchThrowableOfType(
                    ImapException.class,
                    () -> ImapClient.connect(server.address(), Tokens.of("first", "second", "third"), PATIENT));

            assertThat(thrown.reason()).isEqualTo(Reason.AUTHENTICATION);
            assertThat(server.received())
                    .filteredOn(line -> line.contains("AUTHENTICATE"))
                    .hasSize(2);
        }
    }

    @Test
    void serverShouldNotBeAskedWhenThereIsNoTokenToBeHad() {
        try (var server = taking("any")) {
            var thrown = catchThrowableOfType(
                    ImapException.class, () -> ImapClient.connect(server.address(), Tokens.of(), PATIENT));

            assertThat(thrown.reason()).isEqualTo(Reason.OAUTH_INVALID_GRANT);
            assertThat(thrown.failure()).isEqualTo(Cause.OAUTH_INVALID_GRANT);
            assertThat(thrown).hasMessage("Authorise again.");
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void refusalShouldBeTemporaryWhenServerSaysSo() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hello");
            dialogue.say(tag(dialogue.read()) + " NO [UNAVAILABLE] introspection timed out");
            dialogue.read();
        })) {
            assertThat(refused(server.address(), TOKEN).reason()).isEqualTo(Reason.UNAVAILABLE);
        }
    }

    @Test
    void loginShouldEndWhenServerNeverStopsAsking() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] hello");
            while (dialogue.read() != null) {
                dialogue.say("+ ");
            }
        })) {
            var thrown = refused(server.address(), TOKEN);

            assertThat(thrown.temporary()).isTrue();
            assertThat(server.received()).filteredOn(XOAUTH2::equals).hasSize(1);
        }
    }

    @Test
    void loginShouldEndWhenServerSaysByeInTheMiddleOfIt() {
        try (var server = ScriptedServer.start(dialogue -> {
            dialogue.say("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] hello");
            dialogue.read();
            dialogue.say("* BYE too many bad logins");
        })) {
            assertThat(refused(server.address(), TOKEN)).hasMessageContaining("too many bad logins");
        }
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
            dialogue.say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hello");
            var line = dialogue.read();
            dialogue.say(
                    line.endsWith(base64("user=ann@example.org\1auth=Bearer " + token + "\1\1"))
                            ? tag(line) + " OK [CAPABILITY IMAP4rev1] in"
                            : tag(line) + " NO [AUTHENTICATIONFAILED] no");
            dialogue.read();
        });
    }

    private static ImapException refused(MailServer server, Credential credential) {
        return catchThrowableOfType(
                ImapException.class,
                () -> ImapClient.connect(server, credential, PATIENT).close());
    }

    private static String tag(String line) {
        return List.of(line.split(" ", 2)).getFirst();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
