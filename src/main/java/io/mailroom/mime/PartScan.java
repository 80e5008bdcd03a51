package io.mailroom.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the leaves of a message in one pass from line to line, without recursion (RFC 2046 section 5.1.1).
 *
 * <p>Bare LF counts as a line break, bare CR where there is nothing else. A multipart without its closing delimiter ends with the one around it, or with the
 * message. One whose boundary never comes is a single text part, so that nothing in it is lost.
 */
final class PartScan {

    private final Octets raw;
    private final int end;
    private final ParseLimits limits;
    private final List<Leaf> leaves = new ArrayList<>();
    private int entities;
    private @Nullable String problem;

    /** The innermost open multipart. */
    private @Nullable Multipart open;

    private @Nullable PartHeader leaf;
    private int leafBranch;
    private String leafPath = "1";
    private int leafStart;

    /** What {@link #delimiter} found. */
    private @Nullable Multipart delimited;

    private boolean closing;

    PartScan(Octets raw, ParseLimits limits) {
        this.raw = raw;
        this.end = raw.length();
        this.limits = limits;
    }

    /** @param fields the message's header, which ends at {@code bodyStart} */
    void run(HeaderFields fields, int bodyStart) {
        int line = entity(PartHeader.of(fields, "text/plain"), bodyStart);
        while (problem == null) {
            line = nextDelimiter(line);
            int contentEnd = line == end ? end : raw.withoutLineBreak(line);
            endLeaf(contentEnd);
            while (open != null && open != delimited) {
                pop(contentEnd);
            }
            if (open == null) {
                return;
            }
            int next = raw.nextLine(line);
            if (closing) {
                pop(contentEnd);
                line = next;
            } else {
                line = part(next);
            }
        }
    }

    List<Leaf> leaves() {
        return problem == null ? leaves : List.of();
    }

    /** Which limit stopped the scan. */
    @Nullable
    String problem() {
        return problem;
    }

    private int part(int from) {
        var multipart = Objects.requireNonNull(open);
        int headerEnd = headerEnd(from);
        if (headerEnd - from > limits.maxHeaderBytes()) {
            problem = "a part's header is larger than " + limits.maxHeaderBytes() + " bytes";
            return end;
        }
        var header = PartHeader.of(HeaderFields.read(raw, from, headerEnd), multipart.defaultType());
        // An empty line ends the header; a delimiter right after it begins the next part.
        return entity(header, raw.isEmptyLine(headerEnd) ? raw.nextLine(headerEnd) : headerEnd);
    }

    private int headerEnd(int from) {
        int line = from;
        while (line < end && !raw.isEmptyLine(line) && !delimiter(line)) {
            line = raw.nextLine(line);
        }
        return line;
    }

    private int entity(PartHeader header, int bodyStart) {
        if (++entities > limits.maxParts()) {
            problem = "more than " + limits.maxParts() + " parts";
            return bodyStart;
        }
        int branch = open == null ? 0 : open.addChild();
        var path = open == null ? "" : open.childPath(branch);
        var boundary = header.boundary();
        if (boundary == null) {
            leaf = header;
            leafBranch = branch;
            leafPath = open == null ? "1" : path;
            leafStart = bodyStart;
            return bodyStart;
        }
        open = new Multipart(open, branch, path, header, boundary, bodyStart);
        if (open.depth > limits.maxDepth()) {
            problem = "multiparts nested more than " + limits.maxDepth() + " deep";
        }
        return bodyStart;
    }

    private void endLeaf(int contentEnd) {
        if (leaf != null) {
            add(new Leaf(open, leafBranch, leafPath, leaf, leafStart, Math.max(leafStart, contentEnd)));
            leaf = null;
        }
    }

    private void pop(int contentEnd) {
        var multipart = Objects.requireNonNull(open);
        open = multipart.parent;
        if (multipart.isEmpty()) {
            int from = multipart.bodyStart;
            add(new Leaf(
                    open, multipart.branch, multipart.leafPath(), multipart.header, from, Math.max(from, contentEnd)));
        }
    }

    private void add(Leaf found) {
        // A multipart that is a leaf had no boundary to find: it is text.
        var leaf = found.header().isMultipart()
                ? new Leaf(
                        found.parent(),
                        found.branch(),
                        found.path(),
                        found.header().asText(),
                        found.from(),
                        found.to())
                : found;
        leaves.add(leaf);
        if (leaf.isBody()) {
            Multipart.note(leaf);
        }
    }

    /** The first line at or after {@code from} that is a delimiter of an open multipart, or {@code end}. */
    private int nextDelimiter(int from) {
        if (open != null) {
            // From hyphen to hyphen rather than from line to line: base64 has many lines and no hyphens.
            for (int at = raw.hyphen(from, end); at < end; at = raw.hyphen(at + 1, end)) {
                if ((at == from || raw.endsLine(at - 1)) && delimiter(at)) {
                    return at;
                }
            }
        }
        delimited = null;
        closing = false;
        return end;
    }

    private boolean delimiter(int line) {
        if (line + 2 >= end || raw.at(line) != '-' || raw.at(line + 1) != '-') {
            return false;
        }
        for (var multipart = open; multipart != null; multipart = multipart.parent) {
            if (raw.matches(line + 2, multipart.boundary, end)) {
                int after = line + 2 + multipart.boundary.length;
                boolean close = after + 1 < end && raw.at(after) == '-' && raw.at(after + 1) == '-';
                // A longer boundary that begins like this one is another one.
                if (endsToken(close ? after + 2 : after)) {
                    delimited = multipart;
                    closing = close;
                    return true;
                }
            }
        }
        return false;
    }

    private boolean endsToken(int at) {
        return at >= end || raw.at(at) == '\n' || raw.at(at) == '\r' || raw.at(at) == ' ' || raw.at(at) == '\t';
    }
}
