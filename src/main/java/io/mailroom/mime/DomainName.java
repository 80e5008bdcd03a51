package io.mailroom.mime;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;

/**
 * From a domain as people write it to the one that is looked up (RFC 5890): every label in its ASCII form.
 *
 * <p>The JDK knows IDNA of 2003, which makes {@code strasse} of {@code straße}: since 2010 that is somebody else's domain, to
 * whom the mail would go.
 */
final class DomainName {

    /** RFC 3492 section 5. */
    private static final int BASE = 36;

    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;

    private DomainName() {}

    /** @throws IllegalArgumentException for what cannot be one */
    static String ascii(String domain) {
        if (isAscii(domain)) {
            return domain;
        }
        // Not the one that Java makes of it at the end of a word.
        var lower = domain.replace('\u03A3', '\u03C3').toLowerCase(Locale.ROOT);
        var labels = Normalizer.normalize(lower, Normalizer.Form.NFKC).split("[.\u3002]", -1);
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label(labels[i]);
        }
        return String.join(".", labels);
    }

    private static String label(String label) {
        if (isAscii(label)) {
            return label;
        }
        // What joins or turns letters is invisible: it is to be dropped or to be kept, depending on whom one asks.
        if (label.codePoints().anyMatch(c -> Character.getType(c) == Character.FORMAT)) {
            throw new IllegalArgumentException("a domain with invisible characters");
        }
        boolean changed = label.indexOf('\u00DF') >= 0 || label.indexOf('\u03C2') >= 0;
        return changed ? "xn--" + punycode(label) : IDN.toASCII(label, IDN.ALLOW_UNASSIGNED | IDN.USE_STD3_ASCII_RULES);
    }

    /** RFC 3492 section 6.3. */
    private static String punycode(String label) {
        var input = label.codePoints().toArray();
        var out = new StringBuilder();
        label.chars().filter(c -> c < 0x80).forEach(c -> out.append((char) c));
        int basic = out.length();
        if (basic > 0) {
            out.append('-');
        }
        int handled = basic;
        int bias = 72;
        int delta = 0;
        for (int n = 0x80; handled < input.length; n++) {
            int next = Integer.MAX_VALUE;
            for (int c : input) {
                next = c >= n ? Math.min(next, c) : next;
            }
            delta = Math.addExact(delta, Math.multiplyExact(next - n, handled + 1));
            n = next;
            for (int c : input) {
                if (c < n) {
                    delta++;
                } else if (c == n) {
                    number(delta, bias, out);
                    bias = adapted(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
        }
        return out.toString();
    }

    private static void number(int delta, int bias, StringBuilder out) {
        int q = delta;
        for (int k = BASE; ; k += BASE) {
            int t = Math.clamp(k - bias, T_MIN, T_MAX);
            if (q < t) {
                out.append(digit(q));
                return;
            }
            out.append(digit(t + (q - t) % (BASE - t)));
            q = (q - t) / (BASE - t);
        }
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int adapted(int delta, int points, boolean first) {
        int d = first ? delta / DAMP : delta / 2;
        d += d / points;
        int k = 0;
        for (; d > (BASE - T_MIN) * T_MAX / 2; k += BASE) {
            d /= BASE - T_MIN;
        }
        return k + (BASE - T_MIN + 1) * d / (d + SKEW);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
