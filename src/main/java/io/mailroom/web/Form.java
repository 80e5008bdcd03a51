package io.mailroom.web;

import io.quarkus.qute.TemplateData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What stands in a form, as text, and what is wrong with it. Of one request. */
@TemplateData
public final class Form {

    /** What is wrong, as a sentence; {@code field} is empty where it is about no single field. */
    @TemplateData
    public record Complaint(String field, String id, String text) {}

    private final Fields fields;
    private final Map<String, List<String>> values;
    private final List<Complaint> complaints = new ArrayList<>();

    Form(Fields fields, Map<String, List<String>> values) {
        this.fields = fields;
        this.values = new LinkedHashMap<>(values);
    }

    // ---- Filled in by us

    /** Absent values and {@code false} leave it empty; a collection fills a field of several values. */
    public Form with(String name, @Nullable Object value) {
        if (!fields.has(name)) {
            throw new IllegalArgumentException("The form has no field " + name);
        }
        values.put(
                name,
                switch (value) {
                    case null -> List.of();
                    case Boolean checked -> checked ? List.of("true") : List.of();
                    case Iterable<?> several -> {
                        var all = new ArrayList<String>();
                        several.forEach(one -> all.add(String.valueOf(one)));
                        yield all;
                    }
                    default -> List.of(value.toString());
                });
        return this;
    }

    // ---- Read by us

    /** Without blanks at its ends, and with plain line ends; empty where nothing was entered. */
    public String text(String name) {
        return raw(name).replace("\r\n", "\n").strip();
    }

    /** The same; null where nothing was entered. */
    public @Nullable String optional(String name) {
        String text = text(name);
        return text.isEmpty() ? null : text;
    }

    /** A password: exactly what was typed. */
    public String secret(String name) {
        return raw(name);
    }

    /** The same; null where nothing was typed, which keeps what is stored. */
    public @Nullable String optionalSecret(String name) {
        return raw(name).isEmpty() ? null : raw(name);
    }

    public boolean checked(String name) {
        return !raw(name).isEmpty();
    }

    /** The values of several boxes, or of a select of several. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** One value per line of a text area. */
    public List<String> lines(String name) {
        return text(name)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Null where nothing was entered, and where it is no number, of which the form then complains. */
    public @Nullable Integer number(String name) {
        Long number = longNumber(name);
        if (number != null && number != number.intValue()) {
            complain(name, "is too large");
            return null;
        }
        return number == null ? null : number.intValue();
    }

    public @Nullable Long longNumber(String name) {
        String text = text(name);
        try {
            return text.isEmpty() ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            complain(name, "must be a whole number");
            return null;
        }
    }

    /** Null where nothing was chosen, and where there is no such choice, of which the form then complains. */
    public <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
        String text = text(name);
        if (text.isEmpty()) {
            return null;
        }
        var found = Stream.of(type.getEnumConstants())
                .filter(one -> one.name().equalsIgnoreCase(text))
                .findFirst();
        if (found.isEmpty()) {
            complain(name, "has no such choice");
        }
        return found.orElse(null);
    }

    // ---- Refused

    /** The message goes on after the label, as those of validation do: {@code must be a whole number}. */
    public Form complain(String name, String message) {
        String field = fields.at(name).orElse("");
        String text = field.isEmpty() ? name + " " + message : fields.label(field) + " " + plain(message);
        complaints.add(new Complaint(field, field.isEmpty() ? "" : id(field), sentence(text)));
        return this;
    }

    /** About the form as a whole. */
    public Form complain(String text) {
        complaints.add(new Complaint("", "", sentence(text)));
        return this;
    }

    /** What a service has refused. */
    public Form complain(Problem problem) {
        if (problem.errors().isEmpty()) {
            return complain(problem.detail());
        }
        problem.errors().forEach(error -> complain(error.field(), error.message()));
        return this;
    }

    /** The same, in a form that is shown again for it; what has a page of its own is thrown on. */
    public Form complaining(Problem problem) {
        if (!Forms.isAboutTheInput(problem)) {
            throw problem;
        }
        return complain(problem);
    }

    public boolean isRefused() {
        return !complaints.isEmpty();
    }

    /** "must not be null" is a programmer's. */
    private static String plain(String message) {
        return switch (message) {
            case "must not be null", "must not be blank", "must not be empty" -> "is needed";
            case "must be a well-formed email address" -> "is not an e-mail address";
            default -> message;
        };
    }

    private static String sentence(String text) {
        String begun = text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
        return begun.matches("(?s).*[.!?:]") ? begun : begun + ".";
    }

    // ---- Shown by the templates

    public String label(String name) {
        return fields.label(name);
    }

    public String value(String name) {
        return raw(name);
    }

    public boolean has(String name, String value) {
        return values.getOrDefault(name, List.of()).contains(value);
    }

    /** Of the field in the page. */
    public String id(String name) {
        return fields.prefix() + "-" + name.replaceAll("[^A-Za-z0-9]+", "-");
    }

    /** Null where the field is right. */
    public @Nullable String error(String name) {
        var texts = complaints.stream()
                .filter(complaint -> complaint.field().equals(name))
                .map(Complaint::text)
                .distinct()
                .toList();
        return texts.isEmpty() ? null : String.join(" ", texts);
    }

    public List<Complaint> complaints() {
        return complaints.stream().distinct().toList();
    }

    private String raw(String name) {
        var all = values.getOrDefault(name, List.of());
        return all.isEmpty() ? "" : Objects.requireNonNullElse(all.getFirst(), "");
    }

    /** Without what was typed: passwords are among it. */
    @Override
    public String toString() {
        return "Form" + complaints;
    }
}
