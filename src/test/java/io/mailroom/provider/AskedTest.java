package io.mailroom.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailroom.web.Problem;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskedTest {

    @ParameterizedTest
    @CsvSource({
        "anna@example.org, anna, example.org",
        "'  anna@example.org ', anna, example.org",
        "Anna.Meier+mail@EXAMPLE.Org, Anna.Meier+mail, example.org",
        "anna@müller.example, anna, xn--mller-kva.example",
        "anna@MÜLLER.example, anna, xn--mller-kva.example",
        "anna@xn--mller-kva.example, anna, xn--mller-kva.example",
        "anna@a.b.c.example.co.uk, anna, a.b.c.example.co.uk"
    })
    void addressShouldBeTakenApart(String typed, String localPart, String domain) {
        assertThat(Asked.parse(typed)).isEqualTo(new Asked(localPart, domain));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "anna",
                "@example.org",
                "anna@",
                "anna@localhost",
                "anna@example.org.",
                "anna@example..org",
                "anna@-example.org",
                "anna@[127.0.0.1]",
                "anna@127.0.0.1",
                "anna@example.123",
                "anna@example.org/../secret",
                "anna@example.org:8080",
                "anna@user:pass@example.org",
                "anna@example.org?x=",
                "anna@exa mple.org",
                "anna@example.org\r\nHost: evil",
                "anna@straße.example",
                "\"anna meier\"@example.org",
                "Anna <anna@example.org>",
                "anna@example.org, ben@example.org"
            })
    void oddAddressShouldBeRefused(String typed) {
        var refused = catchThrowableOfType(Problem.class, () -> Asked.parse(typed));

        assertThat(refused).isNotNull();
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.detail()).startsWith("address ");
    }

    @Test
    void addressShouldBeRefusedWhenItIsTooLong() {
        assertThat(catchThrowableOfType(Problem.class, () -> Asked.parse("a".repeat(65) + "@example.org")))
                .isNotNull();
        assertThat(catchThrowableOfType(
                        Problem.class,
                        () -> Asked.parse("a@" + "b".repeat(60).concat(".").repeat(5) + "example.org")))
                .isNotNull();
    }

    @Test
    void placeholdersShouldBeFilledWhereverTheyAre() {
        var asked = Asked.parse("anna@example.org");

        assertThat(asked.fill("%EMAILLOCALPART%-x@mail.%EMAILDOMAIN% <%EMAILADDRESS%>"))
                .isEqualTo("anna-x@mail.example.org <anna@example.org>");
    }

    @Test
    void addressShouldBeEncodedInUrls() {
        var asked = Asked.parse("anna+a&b=c@example.org");

        assertThat(asked.uri("https://autoconfig.{domain}/c.xml?emailaddress={address}"))
                .isEqualTo(
                        URI.create("https://autoconfig.example.org/c.xml?emailaddress=anna%2Ba%26b%3Dc%40example.org"));
    }
}
