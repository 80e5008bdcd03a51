package io.mailroom.mime;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A multipart entity while its message is scanned (RFC 2046 section 5.1). */
final class Multipart {

    final @Nullable Multipart parent;
    /** Which child of its parent it is. */
    final int branch;

    final PartHeader header;
    final byte[] boundary;
    final int bodyStart;
    final int depth;
    private final String path;
    private int children;

    /** The children with HTML, and with plain text, somewhere in their body parts. */
    private final BitSet html = new BitSet();

    private final BitSet plain = new BitSet();

    Multipart(@Nullable Multipart parent, int branch, String path, PartHeader header, String boundary, int bodyStart) {
        this.parent = parent;
        this.branch = branch;
        this.path = path;
        this.header = header;
        this.boundary = boundary.getBytes(StandardCharsets.UTF_8);
        this.bodyStart = bodyStart;
        this.depth = parent == null ? 1 : parent.depth + 1;
    }

    int addChild() {
        return ++children;
    }

    boolean isEmpty() {
        return children == 0;
    }

    /** What is called "1" in a message of one part is "" as a multipart. */
    String childPath(int child) {
        return path.isEmpty() ? Integer.toString(child) : path + "." + child;
    }

    /** Its own path when it turns out to be no multipart at all. */
    String leafPath() {
        return path.isEmpty() ? "1" : path;
    }

    String defaultType() {
        return header.contentType().equals("multipart/digest") ? "message/rfc822" : "text/plain";
    }

    private boolean isAlternative() {
        return header.contentType().equals("multipart/alternative");
    }

    static void note(Leaf body) {
        int branch = body.branch();
        for (var at = body.parent(); at != null; at = at.parent) {
            (body.isHtml() ? at.html : at.plain).set(branch);
            branch = at.branch;
        }
    }

    /**
     * Which view shows a body part. In an alternative of HTML and plain text, the branches with HTML are for the HTML
     * view, the others for the text view; the innermost alternative decides where two disagree.
     */
    static Part.Kind kind(Leaf body) {
        var kind = Part.Kind.BODY;
        int branch = body.branch();
        for (var at = body.parent(); at != null; at = at.parent) {
            if (kind == Part.Kind.BODY && at.isAlternative()) {
                kind = at.kindOf(branch);
            }
            branch = at.branch;
        }
        return kind;
    }

    private Part.Kind kindOf(int branch) {
        var plainOnly = (BitSet) plain.clone();
        plainOnly.andNot(html);
        if (html.isEmpty() || plainOnly.isEmpty()) {
            return Part.Kind.BODY;
        }
        return html.get(branch) ? Part.Kind.HTML : Part.Kind.TEXT;
    }
}
