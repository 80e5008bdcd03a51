package io.mailroom.scan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteCountTest {

    @ParameterizedTest
    @CsvSource({"1000, 1000", "20 MB, 20000000", "1.5mb, 1500000", "'1,5 kB', 1500", "2g, 2000000000", "7 bytes, 7"})
    void sizeShouldBeReadAsPeopleWriteIt(String text, long bytes) {
        assertThat(ByteCount.parse(text)).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "big", "1 TB", "1.2.3 MB", "999999999999999 GB"})
    void whatIsNoSizeShouldBeRefused(String text) {
        assertThat(ByteCount.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999, 1000, 1001, 1_500_000, 20_000_000, 1_234_567_890_123L})
    void textShouldBeTheSameNumberAgain(long bytes) {
        assertThat(ByteCount.parse(String.valueOf(ByteCount.text(bytes)))).contains(bytes);
    }
}
