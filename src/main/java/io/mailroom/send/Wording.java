package io.mailroom.send;

import io.mailroom.template.Words;
import io.mailroom.web.Problem.FieldError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a mail is to say: as its sender wrote it, or as a template has it. */
sealed interface Wording {

    int LONGEST_SUBJECT = 1000;

    /** Each tag becomes an element in memory; what is read of incoming pages is as long. */
    int LONGEST_HTML = 2_000_000;

    record Written(Words words) implements Wording {}

    record OfTemplate(String name, @Nullable Map<String, @Nullable Object> variables) implements Wording {}

    static Wording of(SimpleMail mail, List<FieldError> errors) {
        var template = mail.template();
        if (template == null || template.isEmpty()) {
            if (mail.variables() != null && !mail.variables().isEmpty()) {
                errors.add(new FieldError("variables", "are for a template, and none is named"));
            }
            var subject = subject(mail.subject(), errors);
            var html = html(mail.html(), errors);
            return new Written(new Words(subject, body(mail.body(), html != null, errors), html));
        }
        refuse("subject", mail.subject(), errors);
        refuse("body", mail.body(), errors);
        refuse("html", mail.html(), errors);
        if (!Letter.wellFormed(template) || template.indexOf('\0') >= 0) {
            errors.add(new FieldError("template", "is no name of a template"));
        }
        return new OfTemplate(template, mail.variables());
    }

    /** To what a subject may be, with no half of a character at its end. */
    static String shortened(String subject) {
        if (subject.length() <= LONGEST_SUBJECT) {
            return subject;
        }
        boolean split = Character.isHighSurrogate(subject.charAt(LONGEST_SUBJECT - 1));
        return subject.substring(0, split ? LONGEST_SUBJECT - 1 : LONGEST_SUBJECT);
    }

    private static void refuse(String field, @Nullable String text, List<FieldError> errors) {
        if (text != null && !text.isBlank()) {
            errors.add(new FieldError(field, "is made by the template; leave it out"));
        }
    }

    private static String subject(@Nullable String subject, List<FieldError> errors) {
        if (subject == null) {
            errors.add(new FieldError("subject", "must be there; it may be empty"));
            return "";
        }
        if (subject.length() > LONGEST_SUBJECT) {
            errors.add(new FieldError("subject", "must have at most " + LONGEST_SUBJECT + " characters"));
        }
        if (subject.chars().anyMatch(Character::isISOControl) || !Letter.wellFormed(subject)) {
            errors.add(new FieldError("subject", "must be one line without control characters"));
        }
        return subject;
    }

    private static String body(@Nullable String body, boolean hasHtml, List<FieldError> errors) {
        if (body == null && !hasHtml) {
            errors.add(new FieldError("body", "must be there; it may be empty"));
        }
        return body == null ? "" : text("body", body, errors);
    }

    private static @Nullable String html(@Nullable String html, List<FieldError> errors) {
        if (html != null && html.length() > LONGEST_HTML) {
            errors.add(new FieldError("html", "must have at most " + LONGEST_HTML + " characters"));
        }
        return html == null || html.isBlank() ? null : text("html", html, errors);
    }

    private static String text(String field, String text, List<FieldError> errors) {
        if (text.indexOf('\0') >= 0 || !Letter.wellFormed(text)) {
            errors.add(new FieldError(field, "must be text without NUL"));
        }
        return text;
    }
}
