package io.mailroom.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.egress.BearerMechanism;
import io.mailroom.egress.Credential;
import io.mailroom.egress.Timeouts;
import io.mailroom.imap.ImapException.Reason;
import io.mailroom.testsupport.DovecotServer;
import io.mailroom.testsupport.OAuthServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A Dovecot that asks the provider about every token (RFC 7662). */
class DovecotTokenTest {

    private static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(20));

    private static OAuthServer provider;
    private static DovecotServer both;
    private static DovecotServer bearerOnly;

    @BeforeAll
    static void start() {
        provider = OAuthServer.start();
        var passdb = provider.dovecotConfiguration();
        both = DovecotServer.start(DovecotServer.Options.standard().withConfiguration(passdb));
        bearerOnly = DovecotServer.start(DovecotServer.Options.standard()
                .withConfiguration(passdb + "auth_mechanisms = plain login oauthbearer\n"));
    }

    @AfterAll
    static void stop() {
        for (var server : new AutoCloseable[] {both, bearerOnly, provider}) {
            if (server != null) {
                try {
                    server.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tokenShouldOpenTheMailboxWhenProviderVouchesForIt(BearerMechanism mechanism) {
        both.deliver("anna", "INBOX", Messages.ofSize(1, 10));
        var token = new Credential.AccessToken("anna", provider.accessToken("anna", Duration.ofHours(1)), mechanism);

        try (var client = ImapClient.connect(both.plain(), token, PATIENT);
                var inbox = client.examine("INBOX")) {
            assertThat(inbox.exists()).isPositive();
        }
    }

    @Test
    void tokenShouldOpenTheMailboxWhenServerSpeaksOauthbearerOnly() {
        var token = new Credential.AccessToken("berta", provider.accessToken("berta", Duration.ofHours(1)));

        try (var client = ImapClient.connect(bearerOnly.startTls(true), token, PATIENT)) {
            assertThat(client.exists("INBOX")).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"XOAUTH2, status 401", "OAUTHBEARER, status invalid_token"})
    void reasonShouldBeToldWhenTokenHasExpired(BearerMechanism mechanism, String told) {
        var expired = provider.accessToken("anna", Duration.ZERO);

        var thrown = refused(new Credential.AccessToken("anna", expired, mechanism));

        assertThat(thrown.reason()).isEqualTo(Reason.AUTHENTICATION);
        assertThat(thrown)
                .hasMessageContaining(told)
                .hasMessageContaining("AUTHENTICATIONFAILED")
                .hasMessageNotContaining(expired);
    }

    @ParameterizedTest
    @EnumSource
    void tokenShouldBeRefusedWhenItIsSomebodyElses(BearerMechanism mechanism) {
        var annas = provider.accessToken("anna", Duration.ofHours(1));

        assertThat(refused(new Credential.AccessToken("berta", annas, mechanism))
                        .reason())
                .isEqualTo(Reason.AUTHENTICATION);
    }

    private static ImapException refused(Credential credential) {
        return catchThrowableOfType(
                ImapException.class,
                () -> ImapClient.connect(both.plain(), credential, PATIENT).close());
    }
}
