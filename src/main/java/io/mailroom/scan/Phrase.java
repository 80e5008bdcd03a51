package io.mailroom.scan;

import java.text.Normalizer;

/** Words to be found in a text, in any case, however the lines of either are broken. */
record Phrase(String folded) {

    static Phrase of(String words) {
        return new Phrase(fold(words.strip()));
    }

    boolean isIn(String text) {
        return fold(text).contains(folded);
    }

    /** One way to write what has several: composed letters, wide forms, no-break spaces (Unicode's NFKC). */
    private static String fold(String text) {
        var out = new StringBuilder(text.length());
        boolean blank = false;
        var normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
        for (int i = 0; i < normal.length(); ) {
            int c = normal.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                blank = true;
                continue;
            }
            if (blank && !out.isEmpty()) {
                out.append(' ');
            }
            blank = false;
            out.appendCodePoint(Character.toLowerCase(Character.toUpperCase(c)));
        }
        return out.toString();
    }
}
