package io.mailroom.mime;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** UTF-7 (RFC 2152), which the JDK does not know. */
final class Utf7 {

    private Utf7() {}

    static String decode(String text) {
        var out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '+') {
                out.append(c);
                continue;
            }
            int from = i;
            while (i < text.length() && Base64Stream.isBase64(text.charAt(i))) {
                i++;
            }
            out.append(i == from ? "+" : shifted(text.substring(from, i)));
            if (i < text.length() && text.charAt(i) == '-') {
                i++;
            }
        }
        return out.toString();
    }

    private static String shifted(String base64) {
        // One character left over says nothing, and the decoder would refuse it.
        int length = base64.length() % 4 == 1 ? base64.length() - 1 : base64.length();
        var utf16 = Base64.getDecoder().decode(base64.substring(0, length));
        return new String(utf16, 0, utf16.length & ~1, StandardCharsets.UTF_16BE);
    }
}
