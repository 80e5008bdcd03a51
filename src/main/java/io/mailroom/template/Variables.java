package io.mailroom.template;

import io.mailroom.web.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables of a request: JSON of a size that one can look through, under names that a template can say. */
final class Variables {

    private static final String FIELD = "variables";
    private static final int MOST_VALUES = 5000;
    private static final int MOST_CHARACTERS = 500_000;
    private static final int DEEPEST = 5;

    private int values;
    private long characters;

    private Variables() {}

    /** @throws Problem 422 that names the first one that is wrong */
    static Map<String, @Nullable Object> checked(@Nullable Map<String, @Nullable Object> given) {
        if (given == null) {
            return Map.of();
        }
        for (var name : given.keySet()) {
            if (TemplateData.OWN.contains(name)) {
                throw Problem.invalid(FIELD + "." + name, "is a name that templates have a value for already");
            }
        }
        new Variables().check(FIELD, given, 0);
        return given;
    }

    private void check(String path, @Nullable Object value, int depth) {
        if (++values > MOST_VALUES) {
            throw Problem.invalid(FIELD, "are more than " + MOST_VALUES + " values");
        }
        if (depth > DEEPEST) {
            throw Problem.invalid(path, "is nested more than " + DEEPEST + " levels deep");
        }
        switch (value) {
            case Map<?, ?> map -> map.forEach((name, inner) -> field(path, String.valueOf(name), inner, depth));
            case List<?> list -> list.forEach(inner -> check(path, inner, depth + 1));
            case String text -> {
                characters += text.length();
                if (characters > MOST_CHARACTERS) {
                    throw Problem.invalid(FIELD, "are longer than " + MOST_CHARACTERS + " characters");
                }
                if (!wellFormed(text)) {
                    throw Problem.invalid(path, "has half a character in it");
                }
            }
            case null, default -> {
                // A number, true, false or null.
            }
        }
    }

    /** JSON can escape one half of a surrogate pair, which no charset can say. */
    private static boolean wellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private void field(String path, String name, @Nullable Object value, int depth) {
        if (!Variable.NAME.matcher(name).matches()) {
            throw Problem.invalid(
                    path, "has a name that begins with no letter, or has more than letters, digits and _ in it");
        }
        check(path + "." + name, value, depth + 1);
    }
}
