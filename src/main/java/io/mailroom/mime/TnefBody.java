package io.mailroom.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A body of the message in a TNEF file. */
record TnefBody(Part.Kind kind, String contentType, String charset, byte[] content) {

    /** More than anybody reads. */
    private static final int LONGEST = 2_000_000;

    /**
     * HTML and text, as far as there are any; of RTF what it was made of.
     *
     * @param plain the text that stands outside of the properties
     * @param charset of what is not Unicode
     */
    static List<TnefBody> of(TnefProperties properties, byte @Nullable [] plain, String charset) {
        var html = properties.octets(TnefProperties.HTML);
        var htmlCharset = MailCharsets.ofCodePage(properties.number(TnefProperties.HTML_CODE_PAGE));
        var text = properties.text(TnefProperties.BODY, charset);
        if (text == null && plain != null) {
            text = TnefProperties.text(plain, charset);
        }
        var packed = html == null ? properties.rtf() : null;
        if (packed != null) {
            var rtf = RtfBody.read(packed);
            if (rtf.isHtml()) {
                html = utf8(rtf.text());
                htmlCharset = "utf-8";
            } else if (text == null) {
                text = rtf.text();
            }
        }
        var bodies = new ArrayList<TnefBody>();
        if (html != null) {
            bodies.add(new TnefBody(text == null ? Part.Kind.BODY : Part.Kind.HTML, "text/html", htmlCharset, html));
        }
        if (text != null) {
            bodies.add(new TnefBody(html == null ? Part.Kind.BODY : Part.Kind.TEXT, "text/plain", "utf-8", utf8(text)));
        }
        return bodies;
    }

    private static byte[] utf8(String text) {
        return HeaderText.cut(text, LONGEST).getBytes(StandardCharsets.UTF_8);
    }

    /** @param source where the content is found again */
    Part part(Unwrapped source, String path) {
        return part(kind, null, source, path);
    }

    /** As an attachment of the message that its own message is attached to. */
    Part file(@Nullable String name, Unwrapped source, String path) {
        var extension = contentType.equals("text/html") ? ".html" : ".txt";
        return part(Part.Kind.ATTACHMENT, FileNames.safe((name == null ? "message" : name) + extension), source, path);
    }

    private Part part(Part.Kind kind, @Nullable String name, Unwrapped source, String path) {
        return new Part(
                kind,
                path,
                name,
                contentType,
                charset,
                Part.Flow.FIXED,
                TransferEncoding.IDENTITY,
                0,
                content.length,
                content.length,
                source.sha256(),
                null,
                source);
    }
}
