package io.mailroom.template;

import io.mailroom.web.Problem;
import io.mailroom.web.Problem.FieldError;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes words of the three texts of a template, and tells of every one that is wrong. Pure computing. */
@ApplicationScoped
class TemplateRendering {

    private static final int LONGEST_SUBJECT = 1000;

    /** Each is a field of the pages on which the template is written and used. */
    static final int MOST_VARIABLES = 100;

    private final Sandbox sandbox;

    TemplateRendering(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** @throws Problem 422 that names the texts, and the lines in them */
    void check(MailTemplateInput input) {
        var errors = new ArrayList<FieldError>();
        attempt("subject", errors, () -> checked(input.subject(), Sandbox.Format.TEXT));
        attempt("body", errors, () -> checked(input.body(), Sandbox.Format.TEXT));
        if (input.html() != null) {
            var html = input.html();
            attempt("html", errors, () -> checked(html, Sandbox.Format.HTML));
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        int asked = asked(input.subject(), input.body(), input.html()).size();
        if (asked > MOST_VARIABLES) {
            throw Problem.invalid(
                    "body", "asks for " + asked + " values, and nobody fills in more than " + MOST_VARIABLES);
        }
    }

    /**
     * @param path of the template in the request; empty where that is about nothing else
     * @throws Problem 422 that names the texts, and the lines in them
     */
    Words render(MailTemplateView template, Map<String, @Nullable Object> data, String path) {
        var errors = new ArrayList<FieldError>();
        var source = template.html();
        var subject =
                attempt(path + "subject", errors, () -> sandbox.render(template.subject(), Sandbox.Format.TEXT, data));
        var text = attempt(path + "body", errors, () -> sandbox.render(template.body(), Sandbox.Format.TEXT, data));
        var html = source == null
                ? null
                : attempt(path + "html", errors, () -> sandbox.render(source, Sandbox.Format.HTML, data));
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return new Words(oneLine(subject), withoutNul(text), html == null ? null : withoutNul(html));
    }

    /** What its texts ask for beyond what every template has, and a page has room for; nothing of a text that cannot be read. */
    List<Variable> variables(MailTemplateView template) {
        return asked(template.subject(), template.body(), template.html()).stream()
                .limit(MOST_VARIABLES)
                .toList();
    }

    private Collection<Variable> asked(String subject, String body, @Nullable String html) {
        var found = new LinkedHashMap<String, Variable>();
        collect(subject, Sandbox.Format.TEXT, found);
        collect(body, Sandbox.Format.TEXT, found);
        if (html != null) {
            collect(html, Sandbox.Format.HTML, found);
        }
        return found.values();
    }

    private void collect(String source, Sandbox.Format format, Map<String, Variable> into) {
        try {
            sandbox.variables(source, format)
                    .forEach(variable -> into.merge(variable.name(), variable, Variable::both));
        } catch (TemplateError e) {
            // It is refused where it is stored or rendered.
        }
    }

    private String checked(String source, Sandbox.Format format) {
        sandbox.check(source, format);
        return source;
    }

    private static String attempt(String field, List<FieldError> errors, Supplier<String> work) {
        try {
            return work.get();
        } catch (TemplateError e) {
            errors.add(new FieldError(field, String.valueOf(e.getMessage())));
            return "";
        }
    }

    /** A value may be of several lines; a subject is of one. */
    private static String oneLine(String subject) {
        var line = subject.replaceAll("[\\s\\p{Cc}\\x{2028}\\x{2029}]+", " ").strip();
        return line.length() <= LONGEST_SUBJECT
                ? line
                : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, LONGEST_SUBJECT - 1)));
    }

    private static String withoutNul(String text) {
        return text.replace("\0", "");
    }
}
