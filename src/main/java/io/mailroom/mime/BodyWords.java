package io.mailroom.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** The words of a message's body, to look something up in them: every body part, decoded, HTML without its tags. */
public final class BodyWords {

    /** Of all body parts together; more than anybody reads. */
    private static final int MAX_CHARS = 2_000_000;

    /** Of one part in its encoding, where it is read by itself. */
    private static final int MAX_UNWRAPPED = 8 << 20;

    private BodyWords() {}

    /** @param raw what {@code message} was parsed from */
    public static String of(ParsedMessage message, ByteBuffer raw) {
        var octets = new Octets(raw);
        var words = new StringBuilder();
        for (var part : message.parts()) {
            int left = MAX_CHARS - words.length();
            if (part.kind() != Part.Kind.ATTACHMENT && left > 0) {
                var text = text(octets, part, left);
                words.append(part.contentType().equals("text/html") ? HtmlText.of(HtmlCleaner.clean(text)) : text);
                words.append('\n');
            }
        }
        return words.toString();
    }

    static String text(Octets octets, Part part, int maxChars) {
        try (var decoded = PartDecoder.decode(span(octets, part), part.encoding())) {
            return BodyText.read(part, decoded, maxChars);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static InputStream span(Octets octets, Part part) throws IOException {
        var source = part.source();
        if (source == null) {
            int from = Math.toIntExact(part.offset());
            return octets.stream(from, Math.toIntExact(part.offset() + part.length()));
        }
        try (var unwrapped = source.open(() -> octets.stream(0, octets.length()))) {
            unwrapped.skipNBytes(part.offset());
            return new ByteArrayInputStream(unwrapped.readNBytes((int) Math.min(part.length(), MAX_UNWRAPPED)));
        }
    }
}
