package io.mailroom.handover;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailroom.item.ItemFile;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FormDataTest {

    private static ItemFile file(String name, String content) {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        return new ItemFile(
                UUID.randomUUID(),
                name,
                "text/plain\r\nX: y",
                bytes.length,
                false,
                () -> new ByteArrayInputStream(bytes));
    }

    @Test
    void lengthShouldBeWhatIsRead() throws Exception {
        var form = new FormData()
                .text("meta", "{}")
                .file("file", file("März.txt", "Grüße"))
                .file("file", file("b", ""));

        assertThat(form.open().readAllBytes()).hasSize((int) form.length());
        assertThat(form.open().readAllBytes()).as("again").hasSize((int) form.length());
    }

    @Test
    void nameShouldNotBeginAnotherHeader() throws Exception {
        var form = new FormData().file("file", file("a\"; x=\"b\r\nX-Y: z", "content"));

        var text = new String(form.open().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text).contains("filename=\"a%22; x=%22b%0D%0AX-Y: z\"").doesNotContain("\r\nX");
    }
}
