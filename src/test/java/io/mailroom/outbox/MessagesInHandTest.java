package io.mailroom.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mailroom.blob.BlobStore;
import io.mailroom.mime.Address;
import io.mailroom.mime.Draft;
import io.mailroom.mime.MessageId;
import io.mailroom.smtp.MessageSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much memory is taken up by mails that wait for their servers. */
@QuarkusTest
class MessagesInHandTest {

    private static final String THREE_KILOBYTES = "Hello, it is me. \n".repeat(200);

    @Inject
    BlobStore blobs;

    @Test
    void messageShouldBeReadFromTheDatabaseWhenThereIsNoRoomForIt() throws IOException {
        var inHand = new MessagesInHand(blobs, 4);
        var first = aMessage();
        var second = aMessage();
        blobs.stage(List.of(second.blob()));
        var expected = text(second);

        try (var one = inHand.of(first);
                var other = inHand.of(second)) {
            assertThatIllegalStateException().isThrownBy(second::blob);
            assertThat(text(other)).isEqualTo(expected).contains("it is me");
            assertThat(other.size()).isEqualTo(expected.length());
            assertThat(text(one)).isEqualTo(text(first));
        }

        assertThatIllegalStateException().isThrownBy(first::blob);
        var third = aMessage();
        try (var again = inHand.of(third)) {
            assertThat(again.message()).as("there is room again").isSameAs(third);
        }
    }

    private static RawMessage aMessage() throws IOException {
        var draft = new Draft(
                Address.parse("anna@example.org"),
                null,
                List.of(Address.parse("ben@example.org")),
                List.of(),
                "Hello",
                THREE_KILOBYTES,
                List.of(),
                MessageId.generate("example.org"),
                Instant.now());
        return RawMessage.write(draft, 1_000_000);
    }

    private static String text(MessageSource message) throws IOException {
        var out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toString(StandardCharsets.US_ASCII);
    }
}
