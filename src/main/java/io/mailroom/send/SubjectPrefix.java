package io.mailroom.send;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a subject begins with when the mail answers another or hands it on (RFC 5322 section 3.6.5); never twice. */
enum SubjectPrefix {
    RE(
            "Re",
            List.of(
                    "re", "aw", "antw", "antwort", "sv", "vs", "odp", "res", "rif", "réf", "rép", "ynt", "vá", "atb",
                    "απ", "σχετ", "回复", "回覆", "答复", "답장", "返信")),
    FWD(
            "Fwd",
            List.of(
                    "fwd", "fw", "wg", "wtr", "vl", "vb", "tr", "rv", "enc", "pd", "doorst", "ilt", "πρθ", "转发", "轉寄",
                    "전달", "転送"));

    private final String word;
    private final Pattern known;

    SubjectPrefix(String word, List<String> known) {
        this.word = word;
        // Some count: Re[2]:, Re^3:, RE (4):; some write the colon as wide as their letters.
        this.known = Pattern.compile(
                "(?:(?:" + known.stream().map(Pattern::quote).collect(Collectors.joining("|"))
                        + ")\\s*(?:\\[\\d{1,3}]|\\^\\d{1,3}|\\(\\d{1,3}\\))?\\s*[:：]\\s*)+",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** Those of the same meaning in any language go, the others stay: {@code Re: WG: Offer}. */
    String before(String subject) {
        var text = subject.strip();
        var prefixes = known.matcher(text);
        var rest = prefixes.lookingAt() ? text.substring(prefixes.end()) : text;
        return (word + ": " + rest).strip();
    }
}
