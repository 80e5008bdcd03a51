package io.mailroom.mime;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;
import org.jsoup.nodes.TextNode;

/** The body of a message as a document for a frame of its own: nothing in it runs, and it loads what it is told to. */
public final class BodyFrame {

    private static final String CID = "cid:";

    private static final Pattern LINK =
            Pattern.compile("https?://[^\\s<>\"\\p{Cntrl}]*[^\\s<>\"\\p{Cntrl}.,;:!?')\\]]");

    private static final String DOCUMENT = """
            <!DOCTYPE html>
            <html>
            <head>
            <meta charset="UTF-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>%s</title>
            <style>
            %s
            body { margin: 20px; font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
            pre { margin: 0; font: inherit; white-space: pre-wrap }
            img { max-width: 100%%; height: auto }
            img:not([src]) { padding: 2px 6px; border: 1px dashed currentColor; font-size: 13px; opacity: .7 }
            blockquote { margin: 0 0 0 4px; padding-left: 12px; border-left: 3px solid #9994 }
            </style>
            </head>
            <body>
            %s
            </body>
            </html>
            """;

    /** Who writes HTML thinks of paper. */
    private static final String PAPER =
            "html { color-scheme: light; background: #fff; color: #1b1d22 } a { color: #2f58cd }";

    private static final String PLAIN = "html { color-scheme: light dark; background: light-dark(#fff, #1a1c20);"
            + " color: light-dark(#1b1d22, #e9eaee) } a { color: light-dark(#2f58cd, #8fabff) }";

    private final Element body;
    private final String style;

    private BodyFrame(Element body, String style) {
        this.body = body;
        this.style = style;
    }

    public static BodyFrame ofHtml(BodyView view) {
        var document = Jsoup.parseBodyFragment(view.html());
        document.outputSettings().prettyPrint(false);
        return new BodyFrame(document.body(), PAPER);
    }

    /** The words, where one can follow their links. */
    public static BodyFrame ofText(BodyView view) {
        var document = Jsoup.parseBodyFragment("");
        document.outputSettings().prettyPrint(false);
        var words = document.body().appendElement("pre");
        int at = 0;
        var link = LINK.matcher(view.text());
        while (link.find()) {
            words.appendChild(new TextNode(view.text().substring(at, link.start())));
            words.appendElement("a")
                    .attr("href", link.group())
                    .attr("rel", "noopener noreferrer")
                    .attr("target", "_blank")
                    .text(link.group());
            at = link.end();
        }
        words.appendChild(new TextNode(view.text().substring(at)));
        return new BodyFrame(document.body(), PLAIN);
    }

    /** The Content-IDs of the images that came with the message. */
    public Set<String> references() {
        var ids = new LinkedHashSet<String>();
        for (var image : body.select("img[src]")) {
            if (isReference(image)) {
                ids.add(reference(image));
            }
        }
        return ids;
    }

    /** Whether there are images elsewhere, which tell their owner that they are looked at. */
    public boolean hasRemote() {
        return !body.select("img[" + HtmlCleaner.REMOTE + "]").isEmpty();
    }

    public boolean hasImages() {
        return !body.select("img").isEmpty();
    }

    /** Loads those, too; over TLS only. */
    public BodyFrame withRemote() {
        for (var image : body.select("img[" + HtmlCleaner.REMOTE + "]")) {
            var address = image.attr(HtmlCleaner.REMOTE).replaceFirst("(?i)^http:", "https:");
            image.attr("src", address).removeAttr(HtmlCleaner.REMOTE);
        }
        return this;
    }

    /**
     * With the images that came with it. A frame that may not do anything is nobody's, and would not be given them.
     *
     * @param images data URIs by Content-ID
     */
    public BodyFrame embedding(Map<String, String> images) {
        for (var image : body.select("img[src]")) {
            if (isReference(image)) {
                var data = images.get(reference(image));
                if (data == null) {
                    image.removeAttr("src");
                } else {
                    image.attr("src", data);
                }
            }
        }
        return this;
    }

    public String document(String title) {
        return DOCUMENT.formatted(Entities.escape(title), style, body.html());
    }

    private static boolean isReference(Element image) {
        return image.attr("src").regionMatches(true, 0, CID, 0, CID.length());
    }

    private static String reference(Element image) {
        return HtmlPage.decoded(image.attr("src").substring(CID.length()).strip());
    }
}
