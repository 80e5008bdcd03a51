package io.mailroom.item;

import java.nio.charset.StandardCharsets;

/** Writes the Content-Disposition of a download (RFC 6266). */
final class ContentDisposition {

    private ContentDisposition() {}

    /** With a name for every client: in ASCII, and as it really is (RFC 8187) where that differs. */
    static String attachment(String fileName) {
        return of("attachment", fileName);
    }

    /** To be shown; the name is that of a copy that is kept. */
    static String inline(String fileName) {
        return of("inline", fileName);
    }

    private static String of(String type, String fileName) {
        var plain = plain(fileName);
        var header = type + "; filename=\"" + plain + '"';
        return plain.equals(fileName) ? header : header + "; filename*=UTF-8''" + encoded(fileName);
    }

    private static String plain(String fileName) {
        return fileName.codePoints()
                .map(c -> c < 0x20 || c > 0x7E || c == '"' || c == '\\' || c == '%' ? '_' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String encoded(String fileName) {
        var out = new StringBuilder();
        for (byte octet : fileName.getBytes(StandardCharsets.UTF_8)) {
            if (isAttributeChar(octet)) {
                out.append((char) octet);
            } else {
                out.append("%%%02X".formatted(octet));
            }
        }
        return out.toString();
    }

    private static boolean isAttributeChar(byte octet) {
        return octet >= '0' && octet <= '9'
                || octet >= 'A' && octet <= 'Z'
                || octet >= 'a' && octet <= 'z'
                || "!#$&+-.^_`|~".indexOf(octet) >= 0;
    }
}
