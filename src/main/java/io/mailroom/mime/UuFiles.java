package io.mailroom.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Files that stand uuencoded in the midst of a text, as it was done before MIME. */
final class UuFiles {

    /** Who sends more in one text does not want them found. */
    private static final int MOST = 100;

    private static final int LONGEST_BEGIN = 300;
    private static final Pattern BEGIN = Pattern.compile("begin [0-7]{3,4} (\\S.*)");

    private final Octets raw;
    private final Leaf text;
    private final List<Leaf> pieces = new ArrayList<>();

    private UuFiles(Octets raw, Leaf text) {
        this.raw = raw;
        this.text = text;
    }

    /** The pieces of a text around its files, and the files; the leaf itself when there are none. */
    static List<Leaf> split(Octets raw, Leaf leaf) {
        return leaf.isBody()
                        && leaf.header().contentType().equals("text/plain")
                        && leaf.header().encoding() == TransferEncoding.IDENTITY
                ? new UuFiles(raw, leaf).split()
                : List.of(leaf);
    }

    private List<Leaf> split() {
        int textFrom = text.from();
        int line = text.from();
        while (line < text.to() && pieces.size() < MOST) {
            int next = next(line);
            if (raw.at(line) == 'b') {
                var name = name(line, next);
                int end = name == null ? -1 : end(next);
                if (name != null && end > 0) {
                    addText(textFrom, line);
                    pieces.add(new Leaf(text.parent(), text.branch(), text.path(), header(name), line, end));
                    textFrom = end;
                    next = end;
                }
            }
            line = next;
        }
        if (pieces.isEmpty()) {
            return List.of(text);
        }
        addText(textFrom, text.to());
        return pieces;
    }

    private void addText(int from, int to) {
        if (from < to) {
            pieces.add(new Leaf(text.parent(), text.branch(), text.path(), text.header(), from, to));
        }
    }

    private int next(int line) {
        return Math.min(text.to(), raw.nextLine(line));
    }

    private static PartHeader header(String name) {
        return new PartHeader(
                FileNames.type(name), null, null, Part.Flow.FIXED, TransferEncoding.UUENCODE, true, name, null);
    }

    private @Nullable String name(int line, int next) {
        if (next - line > LONGEST_BEGIN) {
            return null;
        }
        var begin = BEGIN.matcher(MailCharsets.guess(raw.copy(line, raw.withoutLineBreak(next)), true));
        return begin.matches() ? FileNames.safe(begin.group(1)) : null;
    }

    /** After the "end", or -1 when something else comes before it. */
    private int end(int from) {
        for (int line = from; line < text.to(); ) {
            int next = next(line);
            int length = Math.max(0, raw.withoutLineBreak(next) - line);
            if (length == 3 && raw.matches(line, new byte[] {'e', 'n', 'd'}, next)) {
                return next;
            }
            if (!isEncoded(line, length)) {
                return -1;
            }
            line = next;
        }
        return -1;
    }

    /** Blanks at the end may have been lost, and some encoders add a checksum. */
    private boolean isEncoded(int line, int length) {
        if (length == 0) {
            return true;
        }
        int octets = raw.at(line) - ' ' & 0x3F;
        if (length > 1 + (octets + 2) / 3 * 4 + 2) {
            return false;
        }
        for (int i = line; i < line + length; i++) {
            if (raw.at(i) < ' ' || raw.at(i) > '`') {
                return false;
            }
        }
        return true;
    }
}
