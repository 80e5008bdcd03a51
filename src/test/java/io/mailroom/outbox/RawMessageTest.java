package io.mailroom.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailroom.mime.Address;
import io.mailroom.mime.Attachment;
import io.mailroom.mime.Draft;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RawMessageTest {

    private static final long MEGABYTE = 1024 * 1024;

    @Test
    void messageShouldBeReadAsOftenAsOneLikes() throws IOException {
        try (var message = RawMessage.write(draft(), MEGABYTE)) {
            var first = new ByteArrayOutputStream();
            var second = new ByteArrayOutputStream();
            message.writeTo(first);
            message.writeTo(second);

            assertThat(first.toString()).contains("Message-ID: <1@example.org>").endsWith("Hello\r\n");
            assertThat(second.toByteArray()).isEqualTo(first.toByteArray());
            assertThat(message.size()).isEqualTo(first.size());
        }
    }

    @Test
    void nothingShouldBeLeftBehindInTheTemporaryDirectory() throws IOException {
        long before = temporaryFiles();

        var whileOpen = new AtomicLong();
        try (var message = RawMessage.write(draft(), MEGABYTE)) {
            whileOpen.set(temporaryFiles());
        }

        assertThat(whileOpen).as("not even if we are killed now").hasValue(before);
        assertThat(temporaryFiles()).isEqualTo(before);
    }

    @Test
    void writingShouldStopWhenTheMessageGrowsTooLarge() {
        var read = new AtomicLong();
        var endless = new Attachment("endless", "application/octet-stream", Long.MAX_VALUE, () -> new InputStream() {
            @Override
            public int read() {
                read.incrementAndGet();
                return 0;
            }
        });

        assertThatExceptionOfType(RawMessage.TooLarge.class)
                .isThrownBy(() -> RawMessage.write(draft(endless), MEGABYTE));
        assertThat(read).hasValueLessThan(2 * MEGABYTE);
    }

    @Test
    void writingShouldTellThatAnAttachmentIsGone() {
        var gone = new Attachment("gone", "text/plain", 1, () -> {
            throw new FileNotFoundException("gone");
        });

        assertThatExceptionOfType(FileNotFoundException.class)
                .isThrownBy(() -> RawMessage.write(draft(gone), MEGABYTE));
    }

    private static Draft draft(Attachment... attachments) {
        return new Draft(
                new Address(null, "anna@example.org"),
                null,
                List.of(new Address(null, "ben@example.org")),
                List.of(),
                "Hello",
                "Hello\n",
                List.of(attachments),
                "1@example.org",
                Instant.EPOCH);
    }

    private static long temporaryFiles() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("mailroom-send"))
                    .count();
        }
    }
}
