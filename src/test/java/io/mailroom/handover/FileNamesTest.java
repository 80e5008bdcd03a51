package io.mailroom.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.item.Direction;
import io.mailroom.item.ItemFacts;
import io.mailroom.item.ItemFile;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {

    private static final UUID KEY = UUID.fromString("0196a5d2-7f3e-7c1a-9a4b-5f3c2d1e0f9a");

    private static String name(String of, int number) {
        var created = Instant.parse("2026-04-01T10:00:00Z");
        var item = new ItemFacts(
                UUID.randomUUID(), "x", Direction.INCOMING, created, null, null, null, null, null, List.of(), false);
        var file = new ItemFile(UUID.randomUUID(), of, "application/pdf", 0, false, InputStream::nullInputStream);
        return FileNames.of(new Parcel(KEY, item, List.of(file), null, created, 1), file, number);
    }

    @Test
    void nameShouldTellWhenWhatAndOfWhichHandover() {
        assertThat(name("Bill.pdf", 1)).isEqualTo("2026-04-01 Bill 0196a5d27f3e7c1a9a4b5f3c2d1e0f9a.pdf");
        assertThat(name("Bill.pdf", 2)).isEqualTo("2026-04-01 Bill 0196a5d27f3e7c1a9a4b5f3c2d1e0f9a-2.pdf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../../etc/passwd", "..", ".", "", "a\0b", "C:\\x", "/", ".bashrc", "a\nb", "x.", "\u202Efdp.exe"
            })
    void nameShouldNotLeadAnywhere(String hostile) {
        assertThat(FileNames.safe(hostile))
                .isNotEmpty()
                .doesNotStartWith(".")
                .doesNotContainPattern("[/\\\\\\p{Cntrl}\\p{Cf}]");
    }

    @Test
    void longNameShouldFitIntoAnyFileSystem() {
        assertThat(name("\uD83D\uDCEC".repeat(300) + ".pdf", 12).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(255 - ".".length() - ".part".length());
        assertThat(name("x".repeat(300), 1)).hasSizeLessThan(249);
    }
}
