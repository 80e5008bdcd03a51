package io.mailroom.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.message.MessageServiceFactoryImpl;
import org.apache.james.mime4j.stream.MimeConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An independent parser must find the same leaves with the same content. */
class Mime4jOracleTest {

    /** Where mime4j is wrong, or the message is so broken that every parser has its own view. */
    private static final Set<String> DISAGREED = Set.of(
            // mime4j gives no leaf at all, or one that is empty: the text is lost.
            "missing-boundary",
            "boundary-never-comes",
            // mime4j has parsed the attached message and writes it anew, with one more line break.
            "nested-rfc822",
            // mime4j keeps the "=" of a soft line break at the very end.
            "broken-qp",
            // mime4j reads on into the attached message; for us it is one file.
            "base64-rfc822",
            // mime4j drops what follows the last whole quantum.
            "broken-base64",
            // mime4j does not know the encoding.
            "uuencode");

    record Leaf(String contentType, String sha256) {}

    static Stream<String> agreed() {
        return Eml.allNames().filter(name -> !DISAGREED.contains(name));
    }

    @ParameterizedTest
    @MethodSource("agreed")
    void leavesShouldBeThoseOfMime4jWhenItIsRight(String quirk) throws Exception {
        var eml = Eml.named(quirk);

        assertThat(ours(eml)).isEqualTo(theirs(eml.raw()));
    }

    @Property(tries = 300)
    void leavesShouldBeThoseOfMime4jWhenTheMessageIsGenerated(@ForAll long seed) throws Exception {
        var generated = new GeneratedMessage(seed);
        var eml = Eml.of(generated.raw());
        var theirs = theirs(eml.raw());
        // Rarely it loses the parts behind a boundary that begins like another one: what was put in says who is right.
        Assume.that(theirs.size() == generated.leaves().size());

        assertThat(ours(eml)).isEqualTo(theirs);
    }

    @Property(tries = 300)
    void partsShouldDecodeToWhatWasPutInWhenTheMessageIsGenerated(@ForAll long seed) {
        var generated = new GeneratedMessage(seed);
        var eml = Eml.of(generated.raw());

        assertThat(eml.message().problem()).isNull();
        assertThat(eml.message().parts()).hasSameSizeAs(generated.leaves());
        for (int i = 0; i < generated.leaves().size(); i++) {
            var expected = generated.leaves().get(i);
            var part = eml.message().parts().get(i);
            assertThat(part.path()).isEqualTo(expected.path());
            assertThat(part.contentType()).isEqualTo(expected.contentType());
            assertThat(part.encoding()).isEqualTo(expected.encoding());
            assertThat(eml.content(part)).isEqualTo(expected.content());
        }
    }

    private static List<Leaf> ours(Eml eml) {
        return eml.message().parts().stream()
                .map(part -> new Leaf(part.contentType(), HexFormat.of().formatHex(part.sha256())))
                .toList();
    }

    private static List<Leaf> theirs(byte[] raw) throws Exception {
        var builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
        var leaves = new ArrayList<Leaf>();
        collect(builder.parseMessage(new ByteArrayInputStream(raw)), leaves);
        return leaves;
    }

    private static void collect(Entity entity, List<Leaf> leaves) throws Exception {
        switch (entity.getBody()) {
            case Multipart multipart -> {
                for (var child : multipart.getBodyParts()) {
                    collect(child, leaves);
                }
            }
            // It has parsed this one and can only write it anew; with most of ours that gives the same octets.
            case Message message -> leaves.add(new Leaf(entity.getMimeType(), sha256(written(message))));
            case SingleBody body -> leaves.add(new Leaf(entity.getMimeType(), sha256(content(body))));
            default -> throw new AssertionError(entity.getBody());
        }
    }

    private static byte[] written(Message message) throws Exception {
        var out = new ByteArrayOutputStream();
        new MessageServiceFactoryImpl().newMessageWriter().writeMessage(message, out);
        return out.toByteArray();
    }

    private static byte[] content(SingleBody body) {
        try (var in = body.getInputStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
