package io.mailroom.mime;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

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
        var body = document.clone().body();
        for (var link : body.select("a[href]")) {
            var target = link.attr("href").strip();
            var words = link.text().strip();
            if (target.matches("(?i)(https?|mailto):.*") && !words.isEmpty() && !target.endsWith(words)) {
                link.appendText(" <" + target + ">");
            }
        }
        return HtmlText.of(body);
    }

    /** What it refers to as {@code cid:}, percent-decoded, in the order of the page. */
    public Set<String> references() {
        var names = new LinkedHashSet<String>();
        rewrite(document.clone(), name -> {
            names.add(name);
            return name;
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
                    ? name
                    : ids.computeIfAbsent(file, fresh -> {
                        var id = MessageId.generate(domain);
                        embedded.add(new HtmlBody.Embedded(id, fresh));
                        return id;
                    });
        });
        page.charset(StandardCharsets.UTF_8);
        return new HtmlBody(page.outerHtml(), List.copyOf(embedded));
    }

    private static void rewrite(Document page, UnaryOperator<String> names) {
        for (var element : page.getAllElements()) {
            for (var link : LINKS) {
                var target = element.attr(link).strip();
                if (target.regionMatches(true, 0, CID, 0, CID.length())) {
                    element.attr(link, CID + names.apply(decoded(target.substring(CID.length()))));
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

    private static String inStyle(String style, UnaryOperator<String> names) {
        return IN_STYLE.matcher(style)
                .replaceAll(
                        found -> Matcher.quoteReplacement(found.group(1) + CID + names.apply(decoded(found.group(2)))));
    }

    /** A plus is a plus in these (RFC 2392 section 2). */
    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException asItIs) {
            return name;
        }
    }
}
