package io.mailroom.mime;

import java.io.IOException;
import java.io.OutputStream;

/** Text on its way: in UTF-8, with the line breaks of a message, and in the encoding that suits it. */
final class TextPart implements MessageBody {

    private final byte[] content;
    private final String subtype;
    private final TextEncoding encoding;

    TextPart(String text, String subtype) {
        this.content = canonical(HeaderText.octets(text.replace("\0", "")));
        this.subtype = subtype;
        this.encoding = TextEncoding.of(content);
    }

    /** CRLF is what a line break is in a message (RFC 2046 section 4.1.1), in quoted-printable too. */
    private static byte[] canonical(byte[] text) {
        int lone = 0;
        for (int i = 0; i < text.length; i++) {
            if (isLone(text, i)) {
                lone++;
            }
        }
        if (lone == 0) {
            return text;
        }
        var canonical = new byte[text.length + lone];
        int to = 0;
        for (int i = 0; i < text.length; i++) {
            if (isLone(text, i)) {
                canonical[to++] = '\r';
                canonical[to++] = '\n';
            } else {
                canonical[to++] = text[i];
            }
        }
        return canonical;
    }

    /** Whether it is a line break, but not that of a message. */
    private static boolean isLone(byte[] text, int at) {
        return switch (text[at]) {
            case '\r' -> at + 1 == text.length || text[at + 1] != '\n';
            case '\n' -> at == 0 || text[at - 1] != '\r';
            default -> false;
        };
    }

    @Override
    public void describe(HeaderBlock header) {
        header.add("Content-Type", "text/" + subtype + "; charset=UTF-8");
        header.add("Content-Transfer-Encoding", encoding.value());
    }

    @Override
    public void write(OutputStream out) throws IOException {
        encoding.write(content, out);
    }
}
