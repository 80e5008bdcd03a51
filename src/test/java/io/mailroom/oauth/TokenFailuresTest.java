package io.mailroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.mailroom.oauth.TokenAnswer.Failure;
import io.mailroom.oauth.TokenAnswer.Misconfigured;
import io.mailroom.oauth.TokenAnswer.Temporary;
import io.mailroom.oauth.TokenAnswer.Terminal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFailuresTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC);

    private static final TokenClient CLIENT = new TokenClient(
            URI.create("https://login.example.org/token"), "us", "s3cret", AuthMethod.CLIENT_SECRET_POST);

    private final TokenFailures failures = new TokenFailures(NOON);

    private static HTTPResponse response(int status, String body) {
        var response = new HTTPResponse(status);
        response.setBody(body);
        return response;
    }

    private Failure of(int status, String error, String description) {
        return failures.of(
                response(status, "{\"error\":\"%s\",\"error_description\":\"%s\"}".formatted(error, description)),
                CLIENT);
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_grant, Token has been expired or revoked.",
        "invalid_grant, AADSTS700082: The refresh token has expired due to inactivity.",
        "interaction_required, AADSTS50076: multi-factor authentication",
        "consent_required, ''",
        "access_denied, ''"
    })
    void failureShouldBeTerminalWhenTheOwnerHasToConsentAgain(String error, String description) {
        assertThat(of(400, error, description)).isInstanceOf(Terminal.class);
    }

    @ParameterizedTest
    @CsvSource({
        "401, invalid_client, Unauthorized",
        "400, unauthorized_client, ''",
        "400, redirect_uri_mismatch, ''",
        "400, invalid_scope, ''",
        "400, invalid_grant, AADSTS7000222: The provided client secret keys are expired.",
        "400, unauthorized_client, AADSTS700016: Application not found in the directory"
    })
    void failureShouldBeTheClientsWhenTheClientIsWrong(int status, String error, String description) {
        assertThat(of(status, error, description)).isInstanceOf(Misconfigured.class);
    }

    @ParameterizedTest
    @CsvSource({
        "500, invalid_grant, ''",
        "503, invalid_client, ''",
        "429, invalid_grant, ''",
        "400, temporarily_unavailable, ''",
        "400, server_error, ''",
        "403, rate_limit_exceeded, ''",
        "403, userRateLimitExceeded, ''",
        "400, quotaExceeded, ''",
        "400, invalid_grant, AADSTS90033: A transient error has occurred.",
        "400, invalid_grant, AADSTS50196: The server terminated an operation because of a loop."
    })
    void failureShouldPassWhenItSaysNothingAboutTheGrant(int status, String error, String description) {
        assertThat(of(status, error, description)).isInstanceOf(Temporary.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<html>Log in to the hotel's network</html>", "[]", "{\"message\":\"no\"}", "{\"error\":7}"})
    void failureShouldPassWhenTheAnswerIsNoneOfOAuth2(String body) {
        assertThat(failures.of(response(403, body), CLIENT)).isInstanceOf(Temporary.class);
    }

    @Test
    void failureShouldPassWhenTheProviderSaysWhenToComeBack() {
        var busy = response(403, "{\"error\":\"busy_elsewhere\"}");
        busy.setHeader("Retry-After", "30");
        var revoked = response(400, "{\"error\":\"invalid_grant\"}");
        revoked.setHeader("Retry-After", "30");

        assertThat(failures.of(busy, CLIENT)).isInstanceOf(Temporary.class);
        assertThat(failures.of(revoked, CLIENT)).isInstanceOf(Terminal.class);
    }

    @ParameterizedTest
    @CsvSource({"120, PT2M", "'Mon, 02 Mar 2026 12:01:00 GMT', PT1M", "'Mon, 02 Mar 2026 11:59:00 GMT',", "soon,", "-5,"
    })
    void retryAfterShouldBeReadWhenItIsSecondsOrADate(String header, Duration expected) {
        var response = response(429, "");
        response.setHeader("Retry-After", header);

        assertThat(failures.of(response, CLIENT))
                .isInstanceOfSatisfying(
                        Temporary.class,
                        temporary -> assertThat(temporary.retryAfter()).isEqualTo(expected));
    }

    @Test
    void messageShouldHoldNoSecretWhenTheProviderRepeatsIt() {
        var failure = failures.of(
                response(400, "{\"error\":\"invalid_grant\",\"error_description\":\"1//abc\\r\\nof s3cret\"}"),
                CLIENT,
                "1//abc");

        assertThat(failure.message()).isEqualTo("login.example.org said invalid_grant: ***of ***");
    }
}
