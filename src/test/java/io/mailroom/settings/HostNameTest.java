package io.mailroom.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

    @ParameterizedTest
    @CsvSource({
        "localhost, localhost",
        "imap.example.org, imap.example.org",
        "imap.example.org., imap.example.org",
        "MAIL-1.Example.ORG, MAIL-1.Example.ORG",
        "mail_server, mail_server",
        "1and1.example, 1and1.example",
        "müller.example, xn--mller-kva.example",
        "MÜLLER.example, xn--mller-kva.example",
        "例え.テスト, xn--r8jz45g.xn--zckzah",
        "192.0.2.1, 192.0.2.1",
        "2001:db8::1, 2001:db8::1",
        "[2001:db8::1], 2001:db8::1",
        "fe80::1%eth0, fe80::1%eth0",
        "::ffff:192.0.2.1, ::ffff:192.0.2.1"
    })
    void asciiShouldBeWhatAResolverUnderstands(String typed, String resolvable) {
        assertThat(HostName.Ascii.of(typed)).hasValue(resolvable);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "imap example.org",
                " imap.example.org",
                "imap.example.org\n",
                "imap.example.org\0",
                "imap..example.org",
                ".example.org",
                "-a.example.org",
                "a-.example.org",
                "imap.example.org:993",
                "imaps://imap.example.org",
                "user@example.org",
                "a/b",
                "127.1",
                "2130706433",
                "0x7f000001",
                "256.0.0.1",
                "1.2.3.4.",
                "1.2.3",
                "2001:db8::1::2",
                "[2001:db8::1",
                "[]",
                "::1%",
                "a\u200bb.example",
                "a。example"
            })
    void asciiShouldBeNothingWhenItIsNoHost(String typed) {
        assertThat(HostName.Ascii.of(typed)).isEmpty();
    }

    /** IDNA 2003 would connect to strasse.example, which belongs to somebody else. */
    @Test
    void asciiShouldBeNothingWhenItWouldNameAnotherHost() {
        assertThat(HostName.Ascii.of("straße.example")).isEmpty();
        assertThat(HostName.Ascii.of("xn--strae-oqa.example")).hasValue("xn--strae-oqa.example");
    }

    @Test
    void asciiShouldBeNothingWhenItIsTooLong() {
        assertThat(HostName.Ascii.of("a".repeat(63) + ".example")).isPresent();
        assertThat(HostName.Ascii.of("a".repeat(64) + ".example")).isEmpty();
        assertThat(HostName.Ascii.of("a.".repeat(126) + "a")).isPresent();
        assertThat(HostName.Ascii.of("a.".repeat(127) + "a")).isEmpty();
    }
}
