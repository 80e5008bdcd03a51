package io.mailroom.mime;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/** HTML that somebody wrote to be sent: it is made well-formed, and nothing is taken out of it. */
public final class HtmlPage {

    private static final String CID = "cid:";
    private static final List<String> LINKS = List.of("src", "background", "poster");
    private static final Pattern IN_STYLE =
            Pattern.compile("(url\\(\\s*[\"']?)cid:([^\"')\\s]+)", Pattern.CASE_INSENSITIVE);

    private final Document document;

    private HtmlPage(Document document) {
        this.document = document;
    }

    public static HtmlPage of(String html) {
        var document = Jsoup.parse(html);
        document.outputSettings().prettyPrint(false);
        return new HtmlPage(document);
    }

    /** Its words, and where its links lead. */
    public String text() {
        var added = new ArrayList<TextNode>();
        for (var link : document.body().select("a[href]")) {
            var target = link.attr("href").strip();
            var words = link.text().strip();
            if (target.matches("(?i)(https?|mailto):.*") && !words.isEmpty() && !target.endsWith(words)) {
                var node = new TextNode(" <" + target + ">");
                link.appendChild(node);
                added.add(node);
            }
        }
        var text = HtmlText.of(document.body());
        added.forEach(TextNode::remove);
        return text;
    }

    /** What it refers to as {@code cid:}, percent-decoded, in the order of the page. */
    public Set<String> references() {
        var names = new LinkedHashSet<String>();
        rewrite(document, name -> {
            names.add(name);
            return null;
        });
        return names;
    }

    /**
     * With its files embedded, each under a Content-ID that never was before.
     *
     * @param files by the names that {@link #references} gave; one may have several names
     * @param domain of the sender
     */
    public HtmlBody embedding(Map<String, Attachment> files, String domain) {
        var page = document.clone();
        var ids = new HashMap<Attachment, String>();
        var embedded = new ArrayList<HtmlBody.Embedded>();
        rewrite(page, name -> {
            var file = files.get(name);
            return file == null
                    ? null
                    : ids.computeIfAbsent(file, fresh -> {
                        var id = MessageId.generate(domain);
                        embedded.add(new HtmlBody.Embedded(id, fresh));
                        return id;
                    });
        });
        page.charset(StandardCharsets.UTF_8);
        return new HtmlBody(page.outerHtml(), List.copyOf(embedded));
    }

    /** @param names of what to refer to instead; null for what stays as it stands */
    private static void rewrite(Document page, Function<String, @Nullable String> names) {
        for (var element : page.getAllElements()) {
            for (var link : LINKS) {
                var target = element.attr(link).strip();
                if (target.regionMatches(true, 0, CID, 0, CID.length())) {
                    var name = names.apply(decoded(target.substring(CID.length())));
                    if (name != null) {
                        element.attr(link, CID + name);
                    }
                }
            }
            if (element.hasAttr("style")) {
                element.attr("style", inStyle(element.attr("style"), names));
            }
            if (element.normalName().equals("style")) {
                element.dataNodes().forEach(sheet -> sheet.setWholeData(inStyle(sheet.getWholeData(), names)));
            }
        }
    }

    private static String inStyle(String style, Function<String, @Nullable String> names) {
        return IN_STYLE.matcher(style).replaceAll(found -> {
            var name = names.apply(decoded(found.group(2)));
            return Matcher.quoteReplacement(name == null ? found.group() : found.group(1) + CID + name);
        });
    }

    /** A plus is a plus in these (RFC 2392 section 2). */
    static String decoded(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException asItIs) {
            return name;
        }
    }
}
