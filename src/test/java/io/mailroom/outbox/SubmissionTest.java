package io.mailroom.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialSource;
import io.mailroom.health.Connections;
import io.mailroom.mime.Address;
import io.mailroom.provider.KnownHosts;
import io.mailroom.send.SmtpScript;
import io.mailroom.settings.Identity;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.smtp.MessageSource;
import io.mailroom.testsupport.ScriptedServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is looked at once more when a mail is handed over that was accepted long ago. */
@QuarkusTest
class SubmissionTest {

    @Inject
    Connections connections;

    @Inject
    SendConfig config;

    @Inject
    KnownHosts hosts;

    private ScriptedServer server;
    private Submission submission;

    @BeforeEach
    void start() {
        server = SmtpScript.answering(Map.of());
        submission = new Submission(connections, relayingFor("mailroom.test"), new SimpleMeterRegistry(), hosts);
    }

    @AfterEach
    void stop() {
        submission.stop();
        server.close();
    }

    @Test
    void mailShouldFailWhenItsSettingBecameARelayThatIsNotForItsSender() {
        var outcome = submit("ceo@victim.example");

        assertThat(outcome.status()).isEqualTo(MailStatus.FAILED);
        assertThat(outcome.reason())
                .contains("only from mailroom.test, not from victim.example", "try this mail again from the outbox");
        assertThat(server.received()).isEmpty();
    }

    @Test
    void mailShouldGoOutWhenItsSenderMayUseTheRelay() {
        assertThat(submit("anna@Mailroom.test").status()).isEqualTo(MailStatus.SENT);
    }

    @Test
    void mailShouldBeDeferredAndNotSentWhenItCannotBeWrittenThatItBegins() {
        var outcome = submit("anna@mailroom.test", () -> {
            throw new IllegalStateException("The database is gone.");
        });

        assertThat(outcome.status()).isEqualTo(MailStatus.QUEUED);
        assertThat(outcome.in(RecipientState.DEFERRED)).hasSize(1);
        assertThat(server.received())
                .contains("DATA")
                .doesNotContain(".")
                .as("the connection is of no use any more")
                .doesNotContain("QUIT");
    }

    private Outcome submit(String from) {
        return submit(from, () -> true);
    }

    private Outcome submit(String from, BooleanSupplier begin) {
        var recipient = new Recipient(Recipient.Kind.TO, 0, Address.parse("ben@example.org"));
        var mail = new QueuedMail(
                UUID.randomUUID(),
                UUID.randomUUID(),
                UUID.randomUUID(),
                from,
                List.of(new Addressee(0, recipient)),
                Set.of(),
                0,
                Instant.MAX,
                false,
                false,
                new Text("Subject: Hello\r\n\r\nHello.\r\n"));
        var setting = new Smtp(
                UUID.randomUUID(),
                1,
                "work",
                server.address(),
                CredentialSource.fixed(new Credential.None()),
                false,
                List.of(new Identity(from, null, null)),
                null);
        return submission.submit(mail, setting, Urgency.OUTBOX, begin).orElseThrow();
    }

    private record Text(String text) implements MessageSource {

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public long size() {
            return text.length();
        }
    }

    private SendConfig relayingFor(String domain) {
        return (SendConfig) Proxy.newProxyInstance(
                SendConfig.class.getClassLoader(),
                new Class<?>[] {SendConfig.class},
                (proxy, method, values) -> method.getName().equals("relayFrom")
                        ? Optional.of(List.of(domain))
                        : method.invoke(config, values));
    }
}
