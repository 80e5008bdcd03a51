package io.mailroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 byte",
        "999, 999 bytes",
        "1000, 1.0 kB",
        "9960, 10.0 kB",
        "999600, 1.0 MB",
        "3_400_000, 3.4 MB",
        "2_500_000_000_000, 2.5 TB",
    })
    void lengthShouldBeToldInTheUnitThatFits(String length, String told) {
        assertThat(Words.bytes(Long.valueOf(length.replace("_", "")))).isEqualTo(told);
    }

    @Test
    void countShouldAgreeWithItsWord() {
        assertThat(Words.counted(1, "mail", "mails")).isEqualTo("1 mail");
        assertThat(Words.counted(12_345L, "mail", "mails")).isEqualTo("12,345 mails");
    }
}
