package io.mailroom.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 1001, 70_000, 500_000})
    void bytesShouldComeBackFromMemoryOrFile(int size) throws IOException {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        try (var spool = new Spool(1000, Long.MAX_VALUE)) {
            for (int written = 0; written < size; written += 76) {
                spool.write(bytes, written, Math.min(76, size - written));
            }

            var finished = spool.finish();

            assertThat(finished.hasArray()).isEqualTo(size <= 1000);
            assertThat(finished).isEqualTo(ByteBuffer.wrap(bytes));
            assertThat(spool.tooLarge()).isFalse();
        }
    }

    @Test
    void mailShouldBeDroppedWhenItIsTooLarge() throws IOException {
        try (var spool = new Spool(10, 100)) {
            spool.write(new byte[99], 0, 99);
            spool.write('a');
            assertThat(spool.tooLarge()).isFalse();

            spool.write('b');

            assertThat(spool.tooLarge()).isTrue();
        }
    }
}
