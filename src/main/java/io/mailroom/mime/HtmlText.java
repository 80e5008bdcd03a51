package io.mailroom.mime;

import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/** What is left of an HTML body when only its words are wanted. */
final class HtmlText implements NodeVisitor {

    private static final Set<String> PARAGRAPHS =
            Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr");

    private final StringBuilder out = new StringBuilder();

    private HtmlText() {}

    /** @param clean a sanitised body */
    static String of(Element clean) {
        var text = new HtmlText();
        NodeTraversor.traverse(text, clean);
        return text.out.toString().strip();
    }

    @Override
    public void head(Node node, int depth) {
        if (node instanceof TextNode words) {
            if (isPreformatted(node)) {
                out.append(words.getWholeText());
            } else {
                append(words.getWholeText().replaceAll("\\s+", " "));
            }
        } else if (node instanceof Element element) {
            switch (element.normalName()) {
                case "br" -> out.append('\n');
                case "li" -> {
                    newLines(1);
                    out.append("- ");
                }
                case "td", "th" -> append(element.previousElementSibling() == null ? "" : " ");
                case "img" -> append(element.attr("alt"));
                default -> breakAround(element);
            }
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (node instanceof Element element && !element.normalName().equals("br")) {
            breakAround(element);
        }
    }

    private void breakAround(Element element) {
        if (PARAGRAPHS.contains(element.normalName())) {
            newLines(2);
        } else if (element.isBlock() && !element.normalName().matches("t[dh]|body")) {
            newLines(1);
        }
    }

    private static boolean isPreformatted(Node node) {
        return node.parent() instanceof Element parent && parent.normalName().equals("pre");
    }

    private void append(String words) {
        boolean atBlank = out.isEmpty() || Character.isWhitespace(out.charAt(out.length() - 1));
        out.append(atBlank && words.startsWith(" ") ? words.substring(1) : words);
    }

    private void newLines(int count) {
        int length = out.length();
        while (length > 0 && out.charAt(length - 1) == ' ') {
            length--;
        }
        out.setLength(length);
        int there = 0;
        while (there < length && out.charAt(length - 1 - there) == '\n') {
            there++;
        }
        if (length > 0 && there < count) {
            out.append("\n".repeat(count - there));
        }
    }
}
