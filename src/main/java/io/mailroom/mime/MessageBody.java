package io.mailroom.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * How the parts of a message lie within each other, no deeper than they have to: attachments beside what is said (mixed),
 * the HTML as the better one of two ways to say it (alternative), and what it shows together with it (related).
 */
sealed interface MessageBody permits TextPart, AttachmentPart, SeveralParts {

    /** Adds the fields that tell how to read the content. */
    void describe(HeaderBlock header);

    void write(OutputStream out) throws IOException;

    /** Reads attachments that are messages, to see whether they may travel as they are. */
    static MessageBody of(Draft draft) throws IOException {
        var html = draft.body().html();
        MessageBody said = new TextPart(draft.body().text(), "plain");
        if (html != null) {
            said = SeveralParts.of("alternative", List.of(said, page(html)));
        }
        if (draft.attachments().isEmpty()) {
            return said;
        }
        var parts = new ArrayList<MessageBody>();
        parts.add(said);
        for (var attachment : draft.attachments()) {
            parts.add(AttachmentPart.of(attachment));
        }
        return SeveralParts.of("mixed", parts);
    }

    private static MessageBody page(HtmlBody html) throws IOException {
        var page = new TextPart(html.html(), "html");
        if (html.files().isEmpty()) {
            return page;
        }
        var parts = new ArrayList<MessageBody>();
        parts.add(page);
        for (var embedded : html.files()) {
            parts.add(AttachmentPart.of(embedded));
        }
        return SeveralParts.related("text/html", parts);
    }
}
