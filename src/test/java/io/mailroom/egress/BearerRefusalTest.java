package io.mailroom.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.testsupport.Loopback;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerRefusalTest {

    private static final Credential.AccessToken TOKEN =
            new Credential.AccessToken("ann@example.org", "ya29.t0ken-long");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"status\":\"401\",\"schemes\":\"bearer mac\",\"scope\":\"https://mail.google.com/\"}"
                        + " | status 401, schemes bearer mac, scope https://mail.google.com/",
                "{\"status\":\"invalid_token\",\"scope\":\"\",\"openid-configuration\":\"https://id.example.org/c\"}"
                        + " | status invalid_token, openid-configuration https://id.example.org/c",
                "{\"status\":400,\"nested\":{\"a\":1},\"list\":[1]} | status 400",
                "not JSON at all | not JSON at all",
                "[1,2] | [1,2]"
            })
    void refusalShouldBeReadInWordsWhenServerGivesAReason(String challenge, String words) {
        assertThat(BearerRefusal.read(base64(challenge), TOKEN)).isEqualTo(words);
    }

    @Test
    void refusalShouldBeReadWhenServerForgotToEncodeIt() {
        assertThat(BearerRefusal.read("{\"status\":\"401\"}", TOKEN)).isEqualTo("status 401");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "e30=", "bnVsbA=="})
    void refusalShouldSayLittleWhenThereIsNothingInIt(String challenge) {
        assertThat(BearerRefusal.read(challenge, TOKEN)).isIn("", "null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {"status":"401","schemes":"bearer mac","scope":"https://mail.google.com/"} | true
            {"status":"400","schemes":"Bearer"}                                        | true
            {"status":"invalid_token","openid-configuration":"https://x"}              | true
            {"status":"503"}                                                           | false
            try again later                                                            | false
            """)
    void tokenShouldBeBlamedWhenServerSaysSo(String challenge, boolean blamed) {
        assertThat(BearerRefusal.isOfToken(BearerRefusal.read(challenge, TOKEN)))
                .isEqualTo(blamed);
    }

    @Test
    void refusalShouldHideTheTokenWhenServerRepeatsIt() {
        var sent = BearerMechanism.XOAUTH2.initialResponse(TOKEN, Loopback.server("h", 1, Tls.SSL, Trust.SYSTEM));

        var words = BearerRefusal.read(
                base64("{\"status\":\"401\",\"got\":\"ya29.t0ken-long\",\"sent\":\"" + sent + "\"}"), TOKEN);

        assertThat(words).contains("status 401", "got ***").doesNotContain("ya29", tokenWithin(sent));
    }

    @Test
    void refusalShouldBeOneShortLineWhenServerIsTalkative() {
        var words = BearerRefusal.read(
                base64("{\"status\":\"401\\r\\n\\u0000 X\",\"more\":\"" + "m".repeat(5000) + "\"}"), TOKEN);

        assertThat(words)
                .hasSizeLessThanOrEqualTo(301)
                .startsWith("status 401 X, more m")
                .doesNotContain("\r", "\n", "\0");
        assertThat(BearerRefusal.read("A".repeat(100_000), TOKEN)).isEmpty();
    }

    /** What of the encoded token does not depend on its neighbours. */
    private static String tokenWithin(String sent) {
        return sent.substring(sent.length() - 20, sent.length() - 8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
