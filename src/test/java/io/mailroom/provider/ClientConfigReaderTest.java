package io.mailroom.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of Thunderbird's autoconfiguration, and what is made to look like them. */
@Timeout(20)
class ClientConfigReaderTest {

    private static final Asked ANNA = Asked.parse("anna@example.org");

    private final Presets presets = new Presets();

    private Finding finding(String fixture) throws Exception {
        return ClientConfigReader.read(Fixture.bytes(fixture)).finding(Source.AUTOCONFIG, ANNA, presets::oauthAt);
    }

    private Proposal proposal(String fixture) throws Exception {
        return ((Finding.Found) finding(fixture)).proposal();
    }

    @Test
    void serversShouldComeInTheirOrderWithPlaceholdersFilledInsideText() throws Exception {
        var proposal = proposal("several-servers.xml");

        assertThat(proposal.source()).isEqualTo(Source.AUTOCONFIG);
        assertThat(proposal.name()).isEqualTo("Beispiel & Söhne");
        assertThat(proposal.imap())
                .containsExactly(
                        new Server("imap.example.org", 993, "ssl", "mail+anna@example.org"),
                        new Server("imap.example.org", 143, "starttls", "anna"),
                        new Server("imap.example.org", 143, "none", "anna"));
        assertThat(proposal.smtp())
                .containsExactly(
                        new Server("smtp.example.org", 465, "ssl", "anna@example.org"),
                        new Server("relay.example.org", 587, "starttls", null));
        assertThat(proposal.login()).containsExactly(LoginWay.password());
        assertThat(proposal.imapLink()).isEqualTo("https://example.org/settings/imap");
    }

    @Test
    void oauthShouldComeWithItsEndpointsAndBeforeThePasswordThatFollowsIt() throws Exception {
        assertThat(proposal("oauth.xml").login())
                .containsExactly(
                        new LoginWay(
                                LoginWay.Kind.OAUTH,
                                null,
                                "login.example.org",
                                "https://login.example.org/authorize",
                                "https://login.example.org/token",
                                "mail-w",
                                null),
                        LoginWay.password());
    }

    @Test
    void oauthShouldNameTheProviderThatWeBringWhenItsServerIsKnown() throws Exception {
        assertThat(proposal("oauth-without-endpoints.xml").login())
                .extracting(LoginWay::kind, LoginWay::provider)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(LoginWay.Kind.OAUTH, "microsoft"));
    }

    @Test
    void pop3ShouldCountAsNothing() throws Exception {
        assertThat(finding("pop3-only.xml")).isInstanceOf(Finding.Nothing.class);
    }

    @Test
    void valuesThatCouldStandInNoSettingsShouldBeLeftOut() throws Exception {
        var proposal = proposal("odd-values.xml");

        assertThat(proposal.name()).isEqualTo("Two lines");
        assertThat(proposal.imap())
                .containsExactly(new Server("postfach.xn--mller-kva.example", 993, "ssl", "anna@example.org"));
        assertThat(proposal.imapLink()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no XML at all",
                "<html><body>Welcome</body></html>",
                "<clientConfig><emailProvider>",
                "<clientConfig>&nbsp;</clientConfig>",
                "{\"clientConfig\":{}}"
            })
    void somethingElseShouldBeRefused(String document) {
        assertThatThrownBy(() -> ClientConfigReader.read(document.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ClientConfigReader.Unreadable.class);
    }

    @Test
    void entitiesOfTheDocumentItselfShouldNotBeExpanded() {
        var bomb = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE clientConfig [<!ENTITY a0 \"lol\">");
        for (int i = 1; i < 12; i++) {
            bomb.append("<!ENTITY a%d \"".formatted(i))
                    .append("&a%d;".formatted(i - 1).repeat(10))
                    .append("\">");
        }
        bomb.append("]><clientConfig><emailProvider><displayName>&a11;</displayName></emailProvider></clientConfig>");

        assertRefused(bomb.toString());
    }

    @Test
    void filesShouldNotBeRead(@TempDir Path directory) throws IOException {
        var secret = Files.writeString(directory.resolve("secret"), "do not read me");

        assertRefused("""
            <!DOCTYPE clientConfig [<!ENTITY secret SYSTEM "%s">]>
            <clientConfig><emailProvider><displayName>&secret;</displayName></emailProvider></clientConfig>""".formatted(secret.toUri()));
    }

    @Test
    void nothingShouldBeFetchedForADocument() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) Duration.ofMillis(300).toMillis());
            var url = "http://127.0.0.1:" + server.getLocalPort() + "/";

            assertRefused("<!DOCTYPE clientConfig SYSTEM \"" + url + "x.dtd\"><clientConfig/>");
            assertRefused("<!DOCTYPE clientConfig [<!ENTITY % x SYSTEM \"" + url + "y\">%x;]><clientConfig/>");
            assertRefused("<!DOCTYPE clientConfig [<!ENTITY x SYSTEM \"" + url
                    + "z\">]><clientConfig><displayName>&x;</displayName></clientConfig>");

            assertThatThrownBy(server::accept).isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void deepNestingShouldEndInARefusalOrInNothing() {
        var deep = "<clientConfig>" + "<a>".repeat(20_000) + "</a>".repeat(20_000) + "</clientConfig>";

        var thrown = catchThrowable(() -> ClientConfigReader.read(deep.getBytes(StandardCharsets.UTF_8)));

        assertThat(thrown)
                .satisfiesAnyOf(
                        nothing -> assertThat(nothing).isNull(),
                        refused -> assertThat(refused).isInstanceOf(ClientConfigReader.Unreadable.class));
    }

    private static void assertRefused(String document) {
        assertThatThrownBy(() -> ClientConfigReader.read(document.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ClientConfigReader.Unreadable.class)
                .hasMessageNotContaining("do not read me");
    }
}
