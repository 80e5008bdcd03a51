package io.mailroom.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistrableDomainTest {

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org",
        "mx1.mail.example.org, example.org",
        "mx1.example.co.uk, example.co.uk",
        "example.co.uk, example.co.uk",
        "mx.example.com.au, example.com.au",
        "mx.co.example, co.example",
        "co.uk, co.uk",
        "com, com"
    })
    void domainShouldBeWhatSomebodyRegistered(String host, String domain) {
        assertThat(RegistrableDomain.of(host)).isEqualTo(domain);
    }
}
