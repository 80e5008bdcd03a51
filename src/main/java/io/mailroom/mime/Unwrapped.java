package io.mailroom.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Content that lay wrapped in a part of a message, such as a signed message; other parts are spans of it. */
public sealed interface Unwrapped {

    byte[] sha256();

    long size();

    /** @param raw the message that it came with */
    InputStream open(StreamSource raw) throws IOException;

    /**
     * The decoded content of a part, or what was signed in it; unwrapped anew whenever it is read, so that nobody has to
     * hold it.
     *
     * @param within what the part is a span of; null for the raw message
     */
    record Opened(
            @Nullable Unwrapped within,
            long offset,
            long length,
            TransferEncoding encoding,
            boolean signed,
            byte[] sha256,
            long size)
            implements Unwrapped {

        @Override
        public InputStream open(StreamSource raw) throws IOException {
            var around = within == null ? raw.open() : within.open(raw);
            try {
                around.skipNBytes(offset);
                var decoded = PartDecoder.decode(new SpanStream(around, length), encoding);
                return signed ? SignedContent.open(decoded, length) : decoded;
            } catch (IOException | RuntimeException e) {
                around.close();
                throw e;
            }
        }
    }

    /**
     * What had to be made of a TNEF file: a packed body, or a message within it. As it can be much larger than what it is
     * made of, it is made anew whenever it is read.
     *
     * @param within the TNEF file
     * @param number counts what is made of that file
     */
    record OfTnef(Unwrapped within, int number, byte[] sha256, long size) implements Unwrapped {

        @Override
        public InputStream open(StreamSource raw) throws IOException {
            try (var file = within.open(raw)) {
                return OneAtATime.when(
                        within.size(),
                        () -> new ByteArrayInputStream(
                                Tnef.read(file, within, "").made().get(number)));
            }
        }
    }
}
