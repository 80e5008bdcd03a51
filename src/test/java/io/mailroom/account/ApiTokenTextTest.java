package io.mailroom.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTokenTextTest {

    @Test
    void tokenShouldBeRecognisedByScannersAndByUs() {
        var token = ApiTokenText.random();

        assertThat(token.text()).matches("mlr_[0-9A-Za-z]{36}");
        assertThat(ApiTokenText.parse(token.text())).contains(token);
        assertThat(ApiTokenText.random()).isNotEqualTo(token);
        assertThat(token.hash()).hasSize(32);
        assertThat(token.toString()).doesNotContain(token.text()).endsWith(token.ending() + "]");
    }

    @Test
    void tokenShouldNotBeLookedForWhenALetterIsWrong() {
        String text = ApiTokenText.random().text();

        for (int i = 4; i < text.length(); i++) {
            char other = text.charAt(i) == 'x' ? 'y' : 'x';
            assertThat(ApiTokenText.parse(text.substring(0, i) + other + text.substring(i + 1)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mlr_",
                "mlr_short",
                "MLR_0000000000000000000000000000000000000",
                "eyJhbGciOiJIUzI1NiJ9.e30.x"
            })
    void whatLooksDifferentShouldBeNone(String text) {
        assertThat(ApiTokenText.parse(text)).isEmpty();
    }
}
