package io.mailroom.mime;

import java.util.List;

/** HTML as it is to be sent, and the files that it shows within itself (RFC 2387). */
public record HtmlBody(String html, List<Embedded> files) {

    /** A file that the HTML refers to as {@code cid:} and this id (RFC 2392). */
    public record Embedded(String contentId, Attachment file) {}
}
