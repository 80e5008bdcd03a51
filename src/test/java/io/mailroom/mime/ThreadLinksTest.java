package io.mailroom.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThreadLinksTest {

    @Test
    void replyShouldNameItsParentLast() {
        var reply = ThreadLinks.reply(header("Message-ID: <3@a>", "References: <1@a> <2@a>", "In-Reply-To: <2@a>"));

        assertThat(reply.inReplyTo()).isEqualTo("3@a");
        assertThat(reply.references()).containsExactly("1@a", "2@a", "3@a");
    }

    @Test
    void replyShouldKnowItsGrandparentWhenTheParentHasNoReferences() {
        assertThat(ThreadLinks.reply(header("Message-ID: <3@a>", "In-Reply-To: <2@a>"))
                        .references())
                .containsExactly("2@a", "3@a");
    }

    @Test
    void replyShouldHaveNoLinksWhenItsParentHasNoMessageId() {
        assertThat(ThreadLinks.reply(header("References: <1@a>"))).isEqualTo(ThreadLinks.NONE);
    }

    @Test
    void referencesShouldKeepTheFirstAndTheLatestWhenThereAreMany() {
        var many = IntStream.range(0, 150).mapToObj(i -> "<" + i + "@a>").collect(Collectors.joining(" "));

        var references = ThreadLinks.reply(header("Message-ID: <new@a>", "References: " + many))
                .references();

        assertThat(references).hasSize(30).startsWith("0@a", "122@a").endsWith("149@a", "new@a");
    }

    @Test
    void referencesShouldLeaveOutWhatIsNoMessageId() {
        assertThat(ThreadLinks.reply(header("Message-ID: <2@a>", "References: <ä@a> <1@a> <2@a>"))
                        .references())
                .containsExactly("1@a", "2@a");
    }

    @Test
    void forwardShouldBelongToTheThreadAndAnswerNobody() {
        var forward = ThreadLinks.forward(header("Message-ID: <2@a>", "References: <1@a>"));

        assertThat(forward.inReplyTo()).isNull();
        assertThat(forward.references()).containsExactly("1@a", "2@a");
    }

    @Test
    void linksShouldBeRefusedWhenTheyLeaveTheirField() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ThreadLinks("a@b>\r\nBcc: c@d", List.of()));
    }

    private static MessageHeader header(String... fields) {
        return MessageParser.header(
                ByteBuffer.wrap((String.join("\r\n", fields) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8)));
    }
}
