package io.mailroom.mime;

/** Undoes format=flowed (RFC 3676 section 4). */
final class FlowedText {

    private static final String SIGNATURE = "-- ";

    private FlowedText() {}

    static String unfold(String text, boolean delSp) {
        var out = new StringBuilder(text.length());
        int flowingAt = -1;
        for (var line : (Iterable<String>) text.lines()::iterator) {
            int depth = quoteDepth(line);
            var content = line.substring(depth);
            if (content.startsWith(" ")) {
                content = content.substring(1);
            }
            boolean signature = content.equals(SIGNATURE);
            // A paragraph ends where the quote depth changes, whatever its last line says (section 4.5).
            if (flowingAt != depth || signature) {
                if (flowingAt >= 0) {
                    out.append('\n');
                }
                out.append(">".repeat(depth)).append(depth > 0 ? " " : "");
            }
            boolean soft = content.endsWith(" ") && !signature;
            out.append(soft && delSp ? content.substring(0, content.length() - 1) : content);
            flowingAt = soft ? depth : -1;
            if (!soft) {
                out.append('\n');
            }
        }
        return out.toString();
    }

    private static int quoteDepth(String line) {
        int depth = 0;
        while (depth < line.length() && line.charAt(depth) == '>') {
            depth++;
        }
        return depth;
    }
}
