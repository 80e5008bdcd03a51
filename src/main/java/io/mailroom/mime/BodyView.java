package io.mailroom.mime;

import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Entities;

/**
 * The body of a message to look at, as text and as HTML; a sanitised picture of it, never the thing itself.
 *
 * @param html a fragment that loads nothing; images of the message itself are {@code cid:} references
 */
public record BodyView(String text, String html) {

    /** The work of a browser and of the sanitiser grows with it, and nobody reads that much. */
    private static final int MAX_CHARS = 2_000_000;

    private static final String PAGE = """
            <!DOCTYPE html>
            <html>
            <head>
            <meta charset="UTF-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s</title>
            <style>body { font-family: sans-serif } pre { font-family: inherit; white-space: pre-wrap }</style>
            </head>
            <body>
            %s
            </body>
            </html>
            """;

    /** @param parts the body parts in their order */
    public static BodyView of(List<BodyContent> parts) {
        var text = new ArrayList<String>();
        var html = new ArrayList<String>();
        // For the text view of a message whose plain alternative is empty.
        var htmlWords = new ArrayList<String>();
        int left = MAX_CHARS;
        for (var part : parts) {
            var content = HeaderText.cut(part.text(), left);
            left -= content.length();
            String words = content;
            String fragment = "<pre>" + Entities.escape(content) + "</pre>";
            if (part.isHtml()) {
                var clean = HtmlCleaner.clean(content);
                words = HtmlText.of(clean);
                fragment = clean.html();
                htmlWords.add(words);
            }
            if (part.kind() != Part.Kind.HTML) {
                text.add(words);
            }
            if (part.kind() != Part.Kind.TEXT && !content.isBlank()) {
                html.add(fragment);
            }
        }
        var view = String.join("\n", text);
        return new BodyView(view.isBlank() ? String.join("\n", htmlWords) : view, String.join("\n", html));
    }

    /** A page that stands on its own, to be kept as a file. */
    public String page(MessageHeader header) {
        return PAGE.formatted(Entities.escape(header.subject()), html);
    }
}
