package io.mailroom.web;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The stylesheet has what the templates need, all of it, and nothing else. */
class StylesheetTest {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Path STYLESHEET = RESOURCES.resolve("META-INF/resources/mailroom.css");
    private static final Path SCRIPT = RESOURCES.resolve("META-INF/resources/mailroom.js");

    /** Small enough to be read, and for the first request of a phone. */
    private static final int MOST_BYTES = 24_000;

    /** Put on elements by htmx. */
    private static final String OF_HTMX = "htmx-request";

    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");
    private static final Pattern DECLARATIONS = Pattern.compile("\\{[^{}]*}");
    private static final Pattern CLASS_SELECTOR = Pattern.compile("\\.([a-z][a-z0-9-]*)");
    private static final Pattern CLASS_ATTRIBUTE = Pattern.compile("\\bclass=\"([^\"]*)\"");
    private static final Pattern SECTION = Pattern.compile("\\{[#/][^}]*}");
    private static final Pattern SOUGHT =
            Pattern.compile("(?:querySelector|querySelectorAll|closest|matches)(?:\\?\\.)?\\(\"([^\"]*)\"");
    private static final Pattern MADE = Pattern.compile("\\.className = \"([^\"]*)\"");
    private static final Pattern QUOTED = Pattern.compile("'([a-z-]+)'|\"([a-z. -]+)\"");

    @Test
    void everyClassOfTheStylesheetShouldBeUsed() throws IOException {
        var used = new TreeSet<>(inAttributes());
        used.addAll(quoted(templates())); // passed to a tag that puts it into an attribute
        used.addAll(quoted(read(SCRIPT)));
        used.add(OF_HTMX);

        assertThat(styled())
                .allSatisfy(name -> assertThat(used)
                        .as("%s, or its beginning", name)
                        .matches(all -> all.contains(name)
                                || all.stream().anyMatch(one -> one.endsWith("-") && name.startsWith(one))));
    }

    @Test
    void everyClassOfATemplateShouldBeStyled() throws IOException {
        var known = styled();
        known.addAll(quoted(read(SCRIPT)));

        assertThat(inAttributes())
                .allSatisfy(name -> assertThat(known)
                        .as("%s, or what begins so", name)
                        .matches(all -> all.contains(name)
                                || name.endsWith("-") && all.stream().anyMatch(one -> one.startsWith(name))));
    }

    @Test
    void everyClassTheScriptLooksForShouldBeInATemplate() throws IOException {
        String script = read(SCRIPT);
        var there = new TreeSet<>(inAttributes());
        MADE.matcher(script)
                .results()
                .forEach(made -> there.addAll(List.of(made.group(1).split(" "))));

        assertThat(SOUGHT.matcher(script).results().map(found -> found.group(1)).toList())
                .isNotEmpty()
                .allSatisfy(selector -> assertThat(there)
                        .containsAll(names(CLASS_SELECTOR.matcher(selector).results())));
    }

    @Test
    void everyValueShouldBeDefinedAndUsed() throws IOException {
        String css = read(STYLESHEET);
        Set<String> defined = names(Pattern.compile("(--[a-z-]+):").matcher(css).results());
        Set<String> used =
                names(Pattern.compile("var\\((--[a-z-]+)").matcher(css).results());

        assertThat(defined).isEqualTo(used);
    }

    @Test
    void stylesheetShouldStaySmall() throws IOException {
        assertThat(Files.size(STYLESHEET)).isLessThan(MOST_BYTES);
    }

    private static Set<String> styled() throws IOException {
        String selectors = COMMENT.matcher(read(STYLESHEET)).replaceAll("");
        return names(CLASS_SELECTOR
                .matcher(DECLARATIONS.matcher(selectors).replaceAll(";"))
                .results());
    }

    /** A name that goes on with a value, as in {@code size-{size}}, is there with its beginning; a mere value is not. */
    private static Set<String> inAttributes() throws IOException {
        return CLASS_ATTRIBUTE
                .matcher(templates())
                .results()
                .map(found -> SECTION.matcher(found.group(1)).replaceAll(" "))
                .flatMap(value ->
                        Stream.of(value.replaceAll("\\{[^}]*}", "").strip().split("\\s+")))
                .filter(name -> !name.isEmpty())
                .collect(toCollection(TreeSet::new));
    }

    private static Set<String> quoted(String text) {
        return QUOTED.matcher(text)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .flatMap(value -> Stream.of(value.split("[ .]+")))
                .collect(toCollection(TreeSet::new));
    }

    private static Set<String> names(Stream<MatchResult> found) {
        return found.map(one -> one.group(1)).collect(toCollection(TreeSet::new));
    }

    private static String templates() throws IOException {
        try (var files = Files.walk(RESOURCES.resolve("templates"))) {
            var text = new StringBuilder();
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.append(read(file)).append('\n');
            }
            return text.toString();
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }
}
