package io.mailroom.template;

import io.quarkus.qute.TemplateException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wrong with a template, in the words of those who write it. */
final class TemplateError extends RuntimeException {

    private TemplateError(String message) {
        super(message, null, false, false);
    }

    static TemplateError of(String message) {
        return new TemplateError(message);
    }

    static TemplateError at(int line, String message) {
        return new TemplateError("line " + line + ": " + message);
    }

    /** The library's own words name classes of ours. */
    static TemplateError of(TemplateException e) {
        var origin = e.getOrigin();
        return origin == null ? of(words(e)) : at(origin.getLine(), words(e));
    }

    private static String words(TemplateException e) {
        Map<String, Object> facts = e.getArguments() == null ? Map.of() : e.getArguments();
        return switch (e.getCodeName().orElse("")) {
            case "EVALUATOR_PROPERTY_NOT_FOUND" -> there(facts.get("expression")) + " is nothing that is known here";
            case "EVALUATOR_NAMESPACE_RESOLVER_NOT_FOUND" ->
                there(facts.get("expression")) + " asks for something that templates do not get at";
            case "LOOP_NOT_AN_ITERABLE" -> there(facts.get("expr")) + " is no list";
            case "PARSER_NO_SECTION_HELPER_FOUND" -> facts.get("tag") + " is nothing that templates can do";
            case "PARSER_UNTERMINATED_SECTION" -> "{#" + facts.get("tag") + "} is never closed";
            default -> detail(e.getMessage());
        };
    }

    private static String there(@Nullable Object expression) {
        return "{" + expression + "}";
    }

    /** {@code Parser error in template [..]: detail}. */
    private static String detail(@Nullable String message) {
        var text = message == null ? "it cannot be rendered" : message;
        return text.replaceFirst("^(?:Parser|Rendering) error(?: in template \\[[^]]*])?:? *", "");
    }
}
