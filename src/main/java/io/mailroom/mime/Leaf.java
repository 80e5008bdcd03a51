package io.mailroom.mime;

import org.jspecify.annotations.Nullable;

/**
 * A leaf that the scan found.
 *
 * @param parent the multipart it is in
 * @param branch which child of that multipart
 */
record Leaf(@Nullable Multipart parent, int branch, String path, PartHeader header, int from, int to) {

    /** Shown in the body, unless an alternative says otherwise. */
    boolean isBody() {
        return header.isText() && !header.attachment() && header.name() == null;
    }

    boolean isHtml() {
        return header.contentType().equals("text/html");
    }
}
