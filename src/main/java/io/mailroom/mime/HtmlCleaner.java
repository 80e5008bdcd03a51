package io.mailroom.mime;

import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.safety.Cleaner;
import org.jsoup.safety.Safelist;

/**
 * Makes foreign HTML harmless: known elements and attributes only, no styles, and nothing that is loaded from elsewhere.
 */
final class HtmlCleaner {

    /** Where the address of an image goes that is not to be loaded. */
    static final String REMOTE = "data-remote-src";

    private static final Pattern INLINE_IMAGE =
            Pattern.compile("data:image/(png|jpe?g|gif|webp|bmp);base64,.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Safelist SAFE = Safelist.relaxed()
            .addTags("abbr", "address", "article", "big", "center", "del", "figcaption", "figure", "font", "footer")
            .addTags("header", "hr", "ins", "kbd", "main", "mark", "s", "samp", "section", "tt", "var", "wbr")
            .addAttributes(":all", "dir", "lang")
            .addAttributes("font", "color", "face", "size")
            .addAttributes("div", "align")
            .addAttributes("p", "align")
            .addAttributes("table", "align", "bgcolor", "border", "cellpadding", "cellspacing", "width")
            .addAttributes("tr", "align", "bgcolor", "valign")
            .addAttributes("td", "align", "bgcolor", "valign", "height")
            .addAttributes("th", "align", "bgcolor", "valign", "height")
            .addProtocols("a", "href", "tel")
            .addProtocols("img", "src", "cid", "data")
            .addEnforcedAttribute("a", "rel", "noopener noreferrer")
            .addEnforcedAttribute("a", "target", "_blank");

    private HtmlCleaner() {}

    /** The body of a document of its own; {@link Element#html} of it is the fragment. */
    static Element clean(String html) {
        var document = new Cleaner(SAFE).clean(Jsoup.parse(html));
        document.outputSettings().prettyPrint(false);
        for (var image : document.select("img")) {
            var source = image.attr("src");
            if (source.regionMatches(true, 0, "http", 0, 4)) {
                image.attr(REMOTE, source).removeAttr("src");
            } else if (!source.regionMatches(true, 0, "cid:", 0, 4)
                    && !INLINE_IMAGE.matcher(source).matches()) {
                image.removeAttr("src");
            }
        }
        return document.body();
    }
}
