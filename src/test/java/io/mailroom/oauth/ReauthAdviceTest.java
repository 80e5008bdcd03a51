package io.mailroom.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.oauth.TokenAnswer.Terminal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReauthAdviceTest {

    private static final Instant CONSENTED = Instant.parse("2026-03-01T12:00:00Z");
    private static final TokenClient GOOGLE = client("https://oauth2.googleapis.com/token");
    private static final TokenClient MICROSOFT = client("https://login.microsoftonline.com/common/oauth2/v2.0/token");
    private static final String GOOGLE_SAID =
            "oauth2.googleapis.com said invalid_grant: Token has been expired or revoked.";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // refreshed last, found out; both after the consent
                "P6DT23H30M | P7DT20M",
                "P6DT23H59M | P7DT59M",
                "P6D | P9D",
            })
    void appShouldBePublishedWhenGoogleEndsItsGrantAfterSevenDays(Duration refreshed, Duration found) {
        assertThat(advice(GOOGLE, GOOGLE_SAID, refreshed, found))
                .contains("consent screen is in \"Testing\"", "Publish the app", "then authorise again")
                .contains("Token has been expired or revoked.");
    }

    @Test
    void publishingShouldBeTheSecondThoughtWhenGoogleEndsTheGrantEarlier() {
        assertThat(advice(
                        GOOGLE,
                        GOOGLE_SAID,
                        Duration.ofDays(3),
                        Duration.ofDays(3).plusHours(1)))
                .contains("the password was changed. Authorise again. If it ends every week, publish the app");
    }

    @Test
    void publishingShouldNotBeSpokenOfWhenTheGrantHasOutlivedTheSevenDays() {
        assertThat(advice(
                        GOOGLE,
                        GOOGLE_SAID,
                        Duration.ofDays(40),
                        Duration.ofDays(40).plusHours(1)))
                .contains("Authorise again")
                .doesNotContain("Testing", "publish");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AADSTS700082: The refresh token has expired due to inactivity. | Nobody has used it for 90 days. Authorise again.",
                "AADSTS50173: The provided grant has expired | The password was changed",
                "AADSTS50076: Due to a configuration change | second factor. Authorise again, and confirm",
                "AADSTS50079: The user is required to enroll | second factor. Authorise again, and set it up",
                "AADSTS65001: The user or administrator has not consented | Consent is missing",
                "AADSTS70000: Provided grant is invalid or malformed. | withdrawn, or is for another client",
                "AADSTS53003: Access has been blocked | conditional access",
                "AADSTS12345: never heard of | It has expired, or access was withdrawn",
            })
    void stepShouldBeNamedWhenMicrosoftGivesItsCode(String description, String words) {
        assertThat(advice(
                        MICROSOFT,
                        "login.microsoftonline.com said invalid_grant: " + description,
                        Duration.ZERO,
                        Duration.ofDays(1)))
                .contains(words, description.substring(0, 12), "no longer valid");
    }

    private static String advice(TokenClient client, String message, Duration refreshed, Duration now) {
        var held = new HeldTokens(
                UUID.randomUUID(),
                "gmail",
                "mine",
                GrantState.ACTIVE,
                new byte[1],
                null,
                null,
                CONSENTED.plus(refreshed),
                CONSENTED,
                null,
                null,
                false,
                0,
                null,
                true,
                false);
        return ReauthAdvice.of(held, client, new Terminal("invalid_grant", message), CONSENTED.plus(now));
    }

    private static TokenClient client(String endpoint) {
        return new TokenClient(URI.create(endpoint), "id", null, AuthMethod.NONE);
    }
}
