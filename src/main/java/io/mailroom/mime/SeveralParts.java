package io.mailroom.mime;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * A multipart entity on its way (RFC 2046 section 5.1).
 *
 * @param parameters of its type, beside the boundary
 */
record SeveralParts(String subtype, String parameters, String boundary, List<MessageBody> parts)
        implements MessageBody {

    private static final SecureRandom RANDOM = new SecureRandom();

    static SeveralParts of(String subtype, List<MessageBody> parts) {
        return new SeveralParts(subtype, "", newBoundary(), parts);
    }

    /** RFC 2387 section 3.1 demands to say what the first part is. */
    static SeveralParts related(String root, List<MessageBody> parts) {
        return new SeveralParts("related", ";\r\n type=\"" + root + '"', newBoundary(), parts);
    }

    /**
     * Nobody could write it into what is to be sent, as it is drawn afterwards; and "=_" comes in no quoted-printable and
     * in no base64.
     */
    private static String newBoundary() {
        var random = new byte[16];
        RANDOM.nextBytes(random);
        return "=_" + HexFormat.of().formatHex(random);
    }

    @Override
    public void describe(HeaderBlock header) {
        header.add("Content-Type", "multipart/" + subtype + ";\r\n boundary=\"" + boundary + '"' + parameters);
    }

    @Override
    public void write(OutputStream out) throws IOException {
        var delimiter = "--" + boundary;
        for (int i = 0; i < parts.size(); i++) {
            // The line break in front of it is no part of the content before.
            out.write(((i == 0 ? "" : "\r\n") + delimiter + "\r\n").getBytes(US_ASCII));
            var part = parts.get(i);
            var header = new HeaderBlock();
            part.describe(header);
            header.writeTo(out);
            part.write(out);
        }
        out.write(("\r\n" + delimiter + "--\r\n").getBytes(US_ASCII));
    }
}
