package io.mailroom.smtp;

import static io.mailroom.smtp.Told.QUEUED;
import static io.mailroom.smtp.Told.greet;
import static io.mailroom.smtp.Told.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.Credential;
import io.mailroom.egress.Timeouts;
import io.mailroom.smtp.SmtpException.Reason;
import io.mailroom.smtp.SmtpException.Step;
import io.mailroom.testsupport.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server offers beyond the bare protocol, and what is made of it. */
@Timeout(30)
class ExtensionsTest {

    private static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final MessageSource HELLO = message("\r\nhello\r\n");

    private final Envelope plain = new Envelope("ann@example.org", List.of("bob@example.org"));

    private static ScriptedServer offering(String... extensions) {
        return ScriptedServer.start(dialogue -> {
            greet(dialogue, extensions);
            for (var line = dialogue.read(); line != null; line = dialogue.read()) {
                dialogue.say(line.equals("DATA") ? "354 go ahead" : "250 Ok");
                if (line.equals("DATA")) {
                    dialogue.readData();
                    dialogue.say(QUEUED);
                }
            }
        });
    }

    private static SmtpClient connect(ScriptedServer server) {
        return SmtpClient.connect(server.address(), new Credential.None(), PATIENT);
    }

    @Test
    void messageShouldBeRefusedWithoutAskingWhenItIsLargerThanTheServerTakes() {
        try (var server = offering("SIZE 8");
                var client = connect(server)) {
            var thrown = catchThrowableOfType(SmtpException.class, () -> client.submit(plain, HELLO));

            assertThat(thrown.reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(thrown.step()).isEqualTo(Step.MAIL);
            assertThat(thrown.temporary()).isFalse();
            assertThat(thrown).hasMessageContaining("8 bytes").hasMessageContaining("9 bytes");
            assertThat(server.received()).as("the greeting alone").hasSize(1);
            assertThat(client.maxSize()).hasValue(8);
            assertThat(client.submit(plain, message("\r\nhi\r\n")).submitted())
                    .as("the connection goes on")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIZE", "SIZE 0", "SIZE 00", "SIZE many", "SIZE 99999999999999999999"})
    void maxSizeShouldBeAbsentWhenServerNamesNone(String extension) {
        try (var server = offering(extension);
                var client = connect(server)) {
            assertThat(client.maxSize()).isEqualTo(OptionalLong.empty());
            assertThat(client.submit(plain, HELLO).submitted()).isTrue();
            assertThat(server.received()).contains("MAIL FROM:<ann@example.org> SIZE=9");
        }
    }

    @Test
    void reportsShouldBeAskedForWhenServerOffersDsn() {
        try (var server = offering("DSN");
                var client = connect(server)) {
            client.submit(
                    new Envelope(
                            "ann@example.org",
                            List.of("bob+x=y@example.org", "eve@bücher.example"),
                            false,
                            new Dsn("4b=1 2", true)),
                    HELLO);
            client.submit(
                    new Envelope("ann@example.org", List.of("bob@example.org"), false, new Dsn("4b", false)), HELLO);
            client.submit(plain, HELLO);

            assertThat(server.received())
                    .contains(
                            "MAIL FROM:<ann@example.org> RET=HDRS ENVID=4b+3D1+202",
                            "RCPT TO:<bob+x=y@example.org> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;bob+2Bx+3Dy@example.org",
                            "RCPT TO:<eve@xn--bcher-kva.example> NOTIFY=SUCCESS,FAILURE,DELAY"
                                    + " ORCPT=utf-8;eve@b\\x{FC}cher.example",
                            "MAIL FROM:<ann@example.org> RET=HDRS ENVID=4b",
                            "RCPT TO:<bob@example.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;bob@example.org")
                    .endsWith("MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.org>", "DATA", "", "hello", ".");
        }
    }

    @Test
    void reportsShouldNotBeAskedForWhenServerDoesNotKnowThem() {
        try (var server = offering("8BITMIME");
                var client = connect(server)) {
            client.submit(
                    new Envelope("ann@example.org", List.of("bob@example.org"), false, new Dsn("4b", true)), HELLO);

            assertThat(server.received())
                    .contains("MAIL FROM:<ann@example.org> BODY=8BITMIME", "RCPT TO:<bob@example.org>");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\r\nRSET", "ü"})
    void envelopeIdShouldBeRefusedWhenItIsNone(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Dsn(id, false));
        assertThatIllegalArgumentException().isThrownBy(() -> new Dsn("=".repeat(34), false));
    }
}
