package io.mailroom.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.egress.BearerMechanism;
import io.mailroom.egress.Credential;
import io.mailroom.egress.Timeouts;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.OAuthServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signed tokens, as long as the large providers' are, of a real OAuth2 server that a real Dovecot asks about them. */
class JwtTokenTest {

    private static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(20));
    private static final String ISSUER = "mail";

    @ParameterizedTest
    @EnumSource
    void signedTokenShouldOpenTheMailbox(BearerMechanism mechanism) {
        var provider = new MockOAuth2Server();
        provider.start();
        try (var dovecot = DovecotServer.start(DovecotServer.Options.standard()
                .withConfiguration(OAuthServer.dovecotConfiguration("""
                        introspection_mode = auth
                        introspection_url = %s
                        username_attribute = sub
                        force_introspection = yes
                        """.formatted(provider.userInfoUrl(ISSUER)))))) {
            var good = new Credential.AccessToken("anna", token(provider), mechanism);

            try (var client = ImapClient.connect(dovecot.plain(), good, PATIENT)) {
                assertThat(client.exists("INBOX")).isTrue();
            }
        } finally {
            provider.shutdown();
        }
    }

    private static String token(MockOAuth2Server provider) {
        var callback = new DefaultOAuth2TokenCallback(
                ISSUER, "anna", "JWT", List.of("imap"), Map.of("padding", "p".repeat(1_000)), 3600);
        return provider.issueToken(ISSUER, "mailroom", callback).serialize();
    }
}
