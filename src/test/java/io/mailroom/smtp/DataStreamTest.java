package io.mailroom.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataStreamTest {

    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();

    /** N and R stand for the control characters. */
    @ParameterizedTest
    @CsvSource({
        "'',            '.RN'",
        "aRN,           'aRN.RN'",
        "a,             'aRN.RN'",
        "aNb,           'aRNbRN.RN'",
        "aRb,           'aRNbRN.RN'",
        "aRRNb,         'aRNRNbRN.RN'",
        "aNNRb,         'aRNRNRNbRN.RN'",
        ".RN,           '..RN.RN'",
        ".,             '..RN.RN'",
        "RN.RN,         'RN..RN.RN'",
        "aN.N,          'aRN..RN.RN'",
        "aR.R,          'aRN..RN.RN'",
        "a.bRN.cRN,     'a.bRN..cRN.RN'",
        "..aRN,         '...aRN.RN'",
        "äöüRN.é,       'äöüRN..éRN.RN'",
    })
    void messageShouldBeTransparentWhenItHoldsDotsAndBareLineEnds(String text, String expected) throws IOException {
        var bytes = bytes(text);
        for (int step = 1; step <= Math.max(1, bytes.length); step++) {
            wire.reset();
            var data = new DataStream(wire, bytes.length);
            for (int next = 0; next < bytes.length; next += step) {
                data.write(bytes, next, Math.min(step, bytes.length - next));
            }
            data.end();

            assertThat(wire.toByteArray()).as("in steps of %d", step).isEqualTo(bytes(expected));
        }
    }

    @Test
    void largeMessageShouldArriveWholeWhenItIsWrittenInPiecesOfAnySize() throws IOException {
        var random = new Random(7);
        var alphabet = "ab.\r\n".getBytes(ISO_8859_1);
        var bytes = new byte[300_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = alphabet[random.nextInt(alphabet.length)];
        }
        var data = new DataStream(wire, 1);
        for (int next = 0; next < bytes.length; ) {
            int length = Math.min(bytes.length - next, random.nextInt(5000));
            if (length == 1) {
                data.write(bytes[next]);
            } else {
                data.write(bytes, next, length);
            }
            next += length;
        }
        data.end();

        var lines = new String(bytes, ISO_8859_1).replaceAll("\r\n|\r|\n", "\r\n");
        var ended = lines.endsWith("\r\n") ? lines : lines + "\r\n";
        assertThat(wire.toString(ISO_8859_1)).isEqualTo(ended.replaceAll("(?m)^\\.", "..") + ".\r\n");
    }

    @Test
    void smallMessageShouldLeaveInOneWriteWithItsDot() throws IOException {
        var writes = new int[1];
        var data = new DataStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        writes[0]++;
                    }
                },
                5000);
        data.write(
                "0123456789012345678901234567890123456789.\r\n.\r\n".repeat(108).getBytes(ISO_8859_1));
        data.end();

        assertThat(writes).containsExactly(1);
    }

    @Test
    void endShouldBeInDoubtOnlyWhenTheDotWasOnItsWay() throws IOException {
        var broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        };
        var small = new DataStream(broken, 10);
        small.write("hello".getBytes(ISO_8859_1));
        assertThatThrownBy(small::end).hasMessage("gone");
        assertThat(small.ended()).isTrue();
        assertThat(small.broken()).isTrue();

        var full = new DataStream(broken, 10);
        full.write("x".repeat(1022).getBytes(ISO_8859_1));
        assertThatThrownBy(full::end).hasMessage("gone");
        assertThat(full.ended()).as("no room was left for the dot").isFalse();
    }

    private static byte[] bytes(String text) {
        return text.replace('R', '\r').replace('N', '\n').getBytes(ISO_8859_1);
    }
}
