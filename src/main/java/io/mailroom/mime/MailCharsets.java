package io.mailroom.mime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From the charset names that mail uses to what is really meant; decoding never fails. */
final class MailCharsets {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** Mailers name the subset and send the superset; browsers read them the same way. */
    private static final Map<String, String> MEANT = Map.ofEntries(
            Map.entry("iso-8859-1", "windows-1252"),
            Map.entry("iso8859-1", "windows-1252"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("iso-8859-8-i", "iso-8859-8"),
            Map.entry("gb2312", "GB18030"),
            Map.entry("gb_2312-80", "GB18030"),
            Map.entry("gbk", "GB18030"),
            Map.entry("x-gbk", "GB18030"),
            Map.entry("euc-kr", "MS949"),
            Map.entry("ks_c_5601", "MS949"),
            Map.entry("ks_c_5601-1987", "MS949"),
            Map.entry("ks_c_5601-1989", "MS949"),
            Map.entry("shift_jis", "windows-31j"),
            Map.entry("shift-jis", "windows-31j"),
            Map.entry("x-sjis", "windows-31j"),
            Map.entry("ms_kanji", "windows-31j"),
            Map.entry("cp932", "windows-31j"),
            Map.entry("utf8mb4", "UTF-8"));

    /** By all their names: to ask the JDK for one it does not know takes so long that a header full of them hurts. */
    private static final Map<String, Charset> KNOWN = known();

    private MailCharsets() {}

    private static Map<String, Charset> known() {
        var known = new HashMap<String, Charset>();
        for (var charset : Charset.availableCharsets().values()) {
            known.put(charset.name().toLowerCase(Locale.ROOT), charset);
            charset.aliases().forEach(alias -> known.putIfAbsent(alias.toLowerCase(Locale.ROOT), charset));
        }
        return Map.copyOf(known);
    }

    /** The charset of a code page as Windows numbers them. */
    static String ofCodePage(int number) {
        return switch (number) {
            case 65001 -> "utf-8";
            case 20127 -> "us-ascii";
            case 28591 -> "iso-8859-1";
            case 932 -> "shift_jis";
            case 936, 54936 -> "gb2312";
            case 949 -> "ks_c_5601-1987";
            case 950 -> "big5";
            case 20866 -> "koi8-r";
            case 50220, 50221, 50222 -> "iso-2022-jp";
            default -> (number >= 1250 && number <= 1258 ? "windows-" : "cp") + number;
        };
    }

    static String decode(byte[] octets, @Nullable String name) {
        return decode(octets, name, true);
    }

    /** With {@code complete} false the octets were cut off somewhere, so half a character at their end is no error. */
    static String decode(byte[] octets, @Nullable String name, boolean complete) {
        var key = name == null ? "" : name.strip().toLowerCase(Locale.ROOT);
        if (key.equals("utf-7") || key.equals("unicode-1-1-utf-7")) {
            return Utf7.decode(new String(octets, StandardCharsets.ISO_8859_1));
        }
        var charset = forName(key);
        return charset == null ? guess(octets, complete) : new String(octets, charset);
    }

    /** What is written without saying how: UTF-8 if it can be that, else windows-1252. */
    static String guess(byte[] octets, boolean complete) {
        // Malformed input always leaves a U+FFFD, and this decoder is much faster than the strict one.
        var text = new String(octets, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var chars = CharBuffer.allocate(octets.length);
        var result = decoder.decode(ByteBuffer.wrap(octets), chars, complete);
        return result.isError()
                ? new String(octets, WINDOWS_1252)
                : chars.flip().toString();
    }

    /** Null for US-ASCII too: what claims it and has high octets is guessed. */
    private static @Nullable Charset forName(String key) {
        if (key.isEmpty() || key.equals("us-ascii") || key.equals("ascii")) {
            return null;
        }
        var charset = KNOWN.get(MEANT.getOrDefault(key, key).toLowerCase(Locale.ROOT));
        return charset == null || charset.equals(StandardCharsets.US_ASCII) ? null : charset;
    }
}
