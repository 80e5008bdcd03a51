package io.mailroom.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * The body of a mail that Outlook sent as RTF: the HTML that it was made of, where it holds that (MS-OXRTFEX), else its
 * words.
 */
final class RtfBody {

    /** Groups that hold no text of the body. */
    private static final Set<String> SILENT = Set.of(
            "fonttbl",
            "colortbl",
            "stylesheet",
            "info",
            "pict",
            "header",
            "footer",
            "footnote",
            "listtable",
            "generator",
            "themedata",
            "datastore",
            "xmlnstbl");

    /** Deeper groups than any mail has; those within count as the one around them. */
    private static final int DEEPEST = 200;

    /** More than that unpacks only from what was made to hurt; its beginning has to do. */
    private static final int LONGEST = 4 << 20;

    private static final int LONGEST_WORD = 32;

    /** What ends with a group. */
    private record State(boolean silent, boolean htmlTag, boolean instead, int skipped) {}

    private final String rtf;
    private final StringBuilder out = new StringBuilder();
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final Deque<State> groups = new ArrayDeque<>();
    private State state = new State(false, false, false, 1);
    private int unopened;
    private String charset = "windows-1252";
    private boolean html;
    private int at;
    /** How many characters stand in for a \\u that has just been read. */
    private int toSkip;

    private RtfBody(byte[] rtf) {
        this.rtf = new String(rtf, 0, Math.min(rtf.length, LONGEST), StandardCharsets.ISO_8859_1);
    }

    /** Read; {@link #isHtml} tells what {@link #text} is. */
    static RtfBody read(byte[] rtf) {
        var body = new RtfBody(rtf);
        body.read();
        return body;
    }

    boolean isHtml() {
        return html;
    }

    String text() {
        return out.toString();
    }

    private void read() {
        while (at < rtf.length()) {
            char c = rtf.charAt(at++);
            switch (c) {
                case '{' -> open();
                case '}' -> close();
                case '\\' -> control();
                case '\r', '\n', '\0' -> {}
                default -> octet(c);
            }
        }
        flush();
    }

    private void open() {
        flush();
        toSkip = 0;
        if (groups.size() < DEEPEST) {
            groups.push(state);
        } else {
            unopened++;
        }
    }

    private void close() {
        flush();
        toSkip = 0;
        if (unopened > 0) {
            unopened--;
        } else if (!groups.isEmpty()) {
            state = groups.pop();
        }
    }

    private void control() {
        if (at == rtf.length()) {
            return;
        }
        char c = rtf.charAt(at);
        if (isLetter(c)) {
            word();
            return;
        }
        at++;
        switch (c) {
            case '\'' -> {
                int octet = HeaderText.hex(rtf, at);
                at = Math.min(rtf.length(), at + 2);
                octet(octet < 0 ? '?' : (char) octet);
            }
            case '*' -> state = new State(!startsTag(), startsTag(), state.instead, state.skipped);
            case '\\', '{', '}' -> octet(c);
            case '~' -> text("\u00A0");
            case '\r', '\n' -> text("\n");
            default -> {}
        }
    }

    private boolean startsTag() {
        return html && rtf.startsWith("\\htmltag", at);
    }

    private void word() {
        int from = at;
        while (at < rtf.length() && at - from < LONGEST_WORD && isLetter(rtf.charAt(at))) {
            at++;
        }
        var word = rtf.substring(from, at);
        int numberFrom = at;
        if (at < rtf.length() && rtf.charAt(at) == '-') {
            at++;
        }
        while (at < rtf.length() && at - numberFrom < 10 && Character.digit(rtf.charAt(at), 10) >= 0) {
            at++;
        }
        int number = number(rtf.substring(numberFrom, at));
        if (at < rtf.length() && rtf.charAt(at) == ' ') {
            at++;
        }
        apply(word, number);
    }

    private static int number(String digits) {
        return digits.isEmpty() || digits.equals("-") ? -1 : (int) Math.clamp(Long.parseLong(digits), -65536, 65536);
    }

    private void apply(String word, int number) {
        switch (word) {
            case "fromhtml" -> html = true;
            case "htmlrtf" -> {
                flush();
                state = new State(state.silent, state.htmlTag, number != 0, state.skipped);
            }
            case "ansicpg" -> charset = MailCharsets.ofCodePage(number);
            case "uc" -> state = new State(state.silent, state.htmlTag, state.instead, Math.clamp(number, 0, 10));
            case "u" -> {
                text(String.valueOf((char) number));
                toSkip = state.skipped;
            }
            case "bin" -> at = Math.min(rtf.length(), at + Math.max(0, number));
            case "par", "line", "sect", "page", "row" -> text(html ? "\r\n" : "\n");
            case "tab", "cell" -> text("\t");
            case "lquote" -> text("‘");
            case "rquote" -> text("’");
            case "ldblquote" -> text("“");
            case "rdblquote" -> text("”");
            case "bullet" -> text("•");
            case "endash" -> text("–");
            case "emdash" -> text("—");
            default -> {
                if (SILENT.contains(word)) {
                    state = new State(true, false, state.instead, state.skipped);
                }
            }
        }
    }

    private void octet(char octet) {
        if (toSkip > 0) {
            toSkip--;
        } else if (isHeard()) {
            octets.write(octet);
        }
    }

    private void text(String text) {
        flush();
        toSkip = 0;
        if (isHeard()) {
            out.append(text);
        }
    }

    /** Of HTML in RTF the tags stand in groups of their own, and what is only for readers of RTF is marked. */
    private boolean isHeard() {
        return !state.silent && (state.htmlTag || !html || !state.instead);
    }

    /** A character may be several octets. */
    private void flush() {
        if (octets.size() > 0) {
            out.append(MailCharsets.decode(octets.toByteArray(), charset));
            octets.reset();
        }
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
