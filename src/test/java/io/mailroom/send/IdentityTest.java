package io.mailroom.send;

import static io.mailroom.send.Correspondent.aMail;
import static io.mailroom.send.Correspondent.with;
import static io.mailroom.testsupport.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailroom.egress.Credential;
import io.mailroom.egress.CredentialSource;
import io.mailroom.egress.Tls;
import io.mailroom.egress.Trust;
import io.mailroom.mime.Address;
import io.mailroom.settings.Identity;
import io.mailroom.settings.MailServers.Smtp;
import io.mailroom.template.Words;
import io.mailroom.testsupport.Loopback;
import io.mailroom.testsupport.ScriptedServer;
import io.mailroom.web.Problem;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In whose name mail is sent. */
@QuarkusTest
class IdentityTest {

    private static final String BEN = "ben@example.org";

    private ScriptedServer server;
    private Correspondent anna;
    private String item;

    @BeforeEach
    void start() {
        server = SmtpScript.answering(Map.of("EHLO", "250-mail.example.org\r\n250-8BITMIME\r\n250 DSN"));
        anna = Correspondent.anAdmin()
                .sendingOver(
                        server.address(),
                        Map.of(
                                "signature",
                                "Änne Meier",
                                "identities",
                                List.of(
                                        Map.of(
                                                "from",
                                                "Accounts <accounts@mailroom.test>",
                                                "replyTo",
                                                "money@mailroom.test"),
                                        Map.of(
                                                "from", "Support <accounts@mailroom.test>",
                                                "signature", "Support\nWe <b>help</b>"))));
        item = anna.anItem(Correspondent.File.of("a.txt", "a"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void mailShouldBeFromTheFirstAddressUnlessAnotherIsChosen() {
        anna.send(item, aMail(BEN));

        assertThat(received())
                .contains("Reply-To: =?UTF-8?Q?B=C3=BCro?= <office@mailroom.test>")
                .anyMatch(line -> line.startsWith("MAIL FROM:<aenne@mailroom.test>"));
        assertThat(received()).containsSubsequence("Hello Ben.", "", "--=20", "=C3=84nne Meier");
    }

    @Test
    void identityShouldHaveItsNameItsRepliesAndItsSignature() {
        anna.send(item, with(aMail(BEN), "from", "accounts@MAILROOM.test"));

        assertThat(received()).contains("From: Accounts <accounts@mailroom.test>", "Reply-To: money@mailroom.test");
        assertThat(received())
                .anyMatch(line -> line.startsWith("MAIL FROM:<accounts@mailroom.test>"))
                .doesNotContain("-- ", "--=20");
    }

    @Test
    void oneOfTwoIdentitiesWithTheSameAddressShouldBeChosenByItsName() {
        anna.send(item, with(with(aMail(BEN), "from", "Support <accounts@mailroom.test>"), "html", "<p>Hello Ben</p>"));

        assertThat(received()).contains("From: Support <accounts@mailroom.test>");
        assertThat(String.join("", received())).contains("We &lt;b&gt;help&lt;/b&gt;");
        assertThat(received()).noneMatch(line -> line.startsWith("Reply-To:"));
    }

    @Test
    void mailFromAnybodyElseShouldBeRefused() {
        for (var stranger : List.of("boss@mailroom.test", "Accounts <accounts@elsewhere.test>")) {
            var answer = anna.send(item, with(aMail(BEN), "from", stranger));

            assertProblem(answer, 422, "invalid");
            assertThat(answer.<List<String>>path("errors.message").getFirst())
                    .contains("none of the addresses of the setting work")
                    .contains("Accounts <accounts@mailroom.test>");
        }
        assertProblem(anna.send(item, with(aMail(BEN), "from", "nobody at all")), 422, "invalid");
        assertThat(received()).isEmpty();
    }

    @Test
    void reportsShouldBeAskedForWhenTheyAreWanted() {
        String id = anna.send(item, with(aMail(BEN), "requestReport", true)).path("id");

        assertThat(received())
                .anyMatch(line -> line.startsWith("MAIL FROM:") && line.contains(" RET=HDRS ENVID=" + id))
                .anyMatch(line -> line.startsWith("RCPT TO:") && line.contains("NOTIFY=SUCCESS,FAILURE,DELAY"));
    }

    @Test
    void serverWithoutLoginShouldRelayForTheDomainsOfTheOperatorOnly() {
        var open = setting(false);
        var closed = setting(true);
        var domains = Optional.of(List.of("mailroom.test", "example.net"));

        assertThat(open.mayBeFrom("Example.NET", domains)).isTrue();
        assertThat(Sender.of(open, null).mayUse(open, Optional.empty()).domain())
                .isEqualTo("example.org");
        assertThat(Sender.of(closed, null).mayUse(closed, domains).domain()).isEqualTo("example.org");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Sender.of(open, null).mayUse(open, domains))
                .withMessageContaining("mailroom.send.relay-from");
    }

    @Test
    void textBesideHtmlShouldStayToBeMadeOfIt() {
        var sender = Sender.of(setting(true), null);

        var signed = sender.signed(new Words("s", "", "<p>Hello</p>"));

        assertThat(signed.text()).isEmpty();
        assertThat(signed.html()).isEqualTo("<p>Hello</p><p>-- <br>Anna</p>");
    }

    @Test
    void identityThatCannotBeUsedShouldNotBeInTheWayOfTheOthers() {
        var setting =
                setting(true, new Identity("old at home", null, null), new Identity("b@example.org", "x y", null));

        assertThat(Sender.of(setting, null).from().address()).isEqualTo("anna@example.org");
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Sender.of(setting, new Address(null, "b@example.org")))
                .withMessageContaining("Reply-To")
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(409));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Sender.of(setting, new Address(null, "c@example.org")))
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(422));
    }

    private static Smtp setting(boolean login, Identity... more) {
        var identities = new ArrayList<>(List.of(new Identity("anna@example.org", null, "Anna")));
        identities.addAll(List.of(more));
        return new Smtp(
                UUID.randomUUID(),
                0,
                "work",
                Loopback.server("localhost", 25, Tls.NONE, Trust.SYSTEM),
                CredentialSource.fixed(new Credential.None()),
                login,
                identities,
                null);
    }

    private List<String> received() {
        return server.received();
    }
}
