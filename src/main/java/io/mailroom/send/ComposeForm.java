package io.mailroom.send;

import io.mailroom.db.Ids;
import io.mailroom.template.Variable;
import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Between the form in which a mail is written and the mail that is asked for. */
final class ComposeForm {

    private static final String VARIABLES = "variables.";
    private static final List<String> NAMES = List.of(
            "from", "From",
            "recipients", "To",
            "cc", "Cc",
            "bcc", "Bcc",
            "subject", "Subject",
            "body", "Text",
            "html", "The page of the template",
            "template", "Template",
            "attachmentIds", "Files of the item",
            "originalsOf", "The mail itself",
            "files", "Other files",
            "sendAt", "Send at",
            "requestReport", "Ask for delivery reports",
            "item", "Item",
            "inReplyTo", "The mail that is answered",
            "forwardOf", "The mail that is forwarded",
            "draft", "Draft",
            "key", "Key");

    private ComposeForm() {}

    static Form read(Map<String, List<String>> submitted, List<Variable> variables) {
        return fields(variables).read(submitted);
    }

    static String field(Variable variable) {
        return VARIABLES + variable.name();
    }

    private static Fields fields(List<Variable> variables) {
        return Fields.of(Stream.concat(
                        NAMES.stream(),
                        variables.stream().flatMap(variable -> Stream.of(field(variable), variable.name())))
                .toArray(String[]::new));
    }

    /** @param from as an option of the form has it; null for the first */
    static Form of(SimpleMail draft, @Nullable String item, @Nullable String from) {
        return renewed(fields(List.of())
                .blank()
                .with("draft", Ids.next()) // a browser keeps the files that were chosen for this one, and for no other
                .with("from", from)
                .with("item", item)
                .with("recipients", joined(draft.recipients()))
                .with("cc", joined(draft.cc()))
                .with("subject", draft.subject())
                .with("body", draft.body())
                .with("attachmentIds", draft.attachmentIds())
                .with("originalsOf", draft.originalsOf())
                .with("inReplyTo", draft.inReplyTo())
                .with("forwardOf", draft.forwardOf()));
    }

    /** For another mail than any request so far may have made. */
    static Form renewed(Form form) {
        return form.with("key", Ids.next());
    }

    private static @Nullable String joined(@Nullable List<@Nullable String> addresses) {
        return addresses == null
                ? null
                : String.join(", ", addresses.stream().map(String::valueOf).toList());
    }

    /** Complains of what cannot be said in a mail that is asked for. */
    static SimpleMail mail(Form form, List<Variable> variables, @Nullable String from, ZoneId zone, Clock clock) {
        var template = form.optional("template");
        return new SimpleMail(
                addresses(form, "recipients"),
                addresses(form, "cc"),
                addresses(form, "bcc"),
                template == null ? form.text("subject") : null,
                template == null ? form.text("body") : null,
                null,
                false,
                List.copyOf(form.all("attachmentIds")),
                null,
                List.copyOf(form.all("originalsOf")),
                form.optional("inReplyTo"),
                form.optional("forwardOf"),
                template,
                template == null ? null : variables(form, variables),
                from,
                form.checked("requestReport") ? true : null,
                sendAt(form, zone, clock),
                null);
    }

    private static List<@Nullable String> addresses(Form form, String field) {
        return List.copyOf(TypedAddresses.split(form.text(field)));
    }

    private static Map<String, @Nullable Object> variables(Form form, List<Variable> variables) {
        var values = new HashMap<String, @Nullable Object>();
        for (var variable : variables) {
            var field = field(variable);
            if (!form.text(field).isEmpty()) {
                values.put(variable.name(), variable.list() ? form.lines(field) : form.text(field));
            } else if (variable.needed()) {
                form.complain(field, "is needed: the template cannot do without it");
            }
        }
        return values;
    }

    private static @Nullable Long sendAt(Form form, ZoneId zone, Clock clock) {
        var typed = form.optional("sendAt");
        if (typed == null) {
            return null;
        }
        try {
            var at = LocalDateTime.parse(typed).atZone(zone).toInstant();
            if (at.isBefore(clock.instant())) {
                form.complain("sendAt", "is over already; leave it empty to send the mail now");
            }
            return at.toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            form.complain("sendAt", "must be a day and a time, such as 2026-03-31T09:30");
            return null;
        }
    }
}
