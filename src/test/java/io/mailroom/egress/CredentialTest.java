package io.mailroom.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {

    private static final Credential TOKEN = new Credential.AccessToken("ann", "s3cret-token");

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "user=ann\1auth=Bearer "})
    void secretShouldBeHiddenWhenItIsWithinSomethingEncoded(String before) {
        for (var after : new String[] {"", "x", "xy", "\1\1"}) {
            var encoded = Base64.getEncoder()
                    .encodeToString((before + "s3cret-token" + after).getBytes(StandardCharsets.UTF_8));

            var redacted = TOKEN.redact("you sent " + encoded + ", and that is wrong");

            assertThat(redacted).contains("***").startsWith("you sent ").endsWith(", and that is wrong");
            assertThat(redacted.length()).isLessThan(("you sent , and that is wrong" + encoded).length() - 8);
        }
    }

    @Test
    void textShouldStayAsItIsWhenSecretIsShort() {
        var password = new Credential.Password("ann", "abc");

        assertThat(password.redact("YWJj and YW and a bc, not abc")).isEqualTo("*** and YW and a bc, not ***");
    }
}
