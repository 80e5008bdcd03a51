package io.mailroom.mime;

import java.io.IOException;
import java.io.OutputStream;

/** The header of a message or of a part on its way, field by field as they are added (RFC 5322 section 2.2). */
final class HeaderBlock {

    private final StringBuilder lines = new StringBuilder(512);

    /** @param body folded already, see {@link HeaderWriter} */
    void add(String field, String body) {
        lines.append(field).append(": ").append(body).append("\r\n");
    }

    void addUnlessEmpty(String field, String body) {
        if (!body.isEmpty()) {
            add(field, body);
        }
    }

    /** With the empty line that ends it; what is not ASCII in UTF-8 (RFC 6532). */
    void writeTo(OutputStream out) throws IOException {
        lines.append("\r\n");
        out.write(HeaderText.octets(lines.toString()));
    }
}
