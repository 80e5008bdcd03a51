package io.mailroom.mime;

/** The text of one body part, as {@link BodyText} reads it. */
public record BodyContent(Part.Kind kind, String contentType, String text) {

    boolean isHtml() {
        return contentType.equals("text/html");
    }
}
