package io.mailroom.item;

import java.util.List;
import java.util.stream.Stream;

/**
 * A pattern for names and subjects: {@code *} is any text, {@code ?} any one character, {@code |} stands between
 * alternatives. It matches the whole text, in any case, and takes no longer than pattern times text.
 */
public final class Glob {

    private final List<int[]> alternatives;

    private Glob(List<int[]> alternatives) {
        this.alternatives = alternatives;
    }

    /** Every text is a pattern. */
    public static Glob of(String pattern) {
        return new Glob(Stream.of(pattern.split("\\|", -1)).map(Glob::folded).toList());
    }

    public boolean matches(String text) {
        var folded = folded(text);
        return alternatives.stream().anyMatch(alternative -> matches(alternative, folded));
    }

    /** Characters, not halves of them, with upper and lower case made one. */
    private static int[] folded(String text) {
        return text.codePoints()
                .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
                .toArray();
    }

    /** Only the last star is ever tried again: what an earlier one could take, the last one can take as well. */
    private static boolean matches(int[] pattern, int[] text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int taken = 0;
        while (t < text.length) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                taken = t;
            } else if (p < pattern.length && (pattern[p] == '?' || pattern[p] == text[t])) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++taken;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }
}
