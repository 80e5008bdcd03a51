package io.mailroom.handover;

import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Option;
import io.mailroom.webhook.SigningSecret;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;

/** The form of a destination: what is saved becomes its values, and what is submitted becomes the API's input. */
final class DestinationForm {

    private static final Fields FIELDS = Fields.of(
            "name", "Name",
            "version", "Version",
            "secret", "Secret",
            "options.url", "Address",
            "options.content", "What it is given",
            "options.fileFilter", "Files",
            "options.source", "Source id",
            "options.collective", "Collective",
            "options.header", "Header",
            "options.user", "User",
            "options.tags", "Tags",
            "options.itemFolder", "Folder there",
            "options.language", "Language",
            "options.correspondent", "Correspondent id",
            "options.documentType", "Document type id",
            "options.path", "Folder",
            "options.region", "Region",
            "options.bucket", "Bucket",
            "options.prefix", "Keys begin with",
            "options.accessKey", "Access key",
            "options.pathStyle", "The bucket stands in the path",
            "options.inline", "Send the message itself, if it is small");

    static final List<Option> CONTENTS = List.of(
            new Option("mail", "The mail as it came", "One file, .eml, with everything that is attached."),
            new Option("attachments", "Its attachments", "Each a file of its own."),
            new Option("both", "Both", ""));

    private DestinationForm() {}

    static Form read(MultivaluedMap<String, String> submitted) {
        return FIELDS.read(submitted);
    }

    /** A webhook's secret is made up here: it is shown in this form, and never again. */
    static Form blank(Kind kind) {
        var form = FIELDS.blank()
                .with("name", kind.word())
                .with("options.content", kind == Kind.PAPERLESS ? "attachments" : "mail")
                .with("options.pathStyle", true);
        return kind == Kind.WEBHOOK ? form.with("secret", SigningSecret.random().text()) : form;
    }

    static Form of(DestinationView saved) {
        var options = saved.options();
        return FIELDS.blank()
                .with("name", saved.name())
                .with("version", saved.version())
                .with("options.url", options.url())
                .with("options.content", options.chosen(saved.kind()).word())
                .with("options.fileFilter", options.fileFilter())
                .with("options.source", options.source())
                .with("options.collective", options.collective())
                .with("options.header", options.header())
                .with("options.user", options.user())
                .with("options.tags", String.join("\n", options.tagList()))
                .with("options.itemFolder", options.itemFolder())
                .with("options.language", options.language())
                .with("options.correspondent", options.correspondent())
                .with("options.documentType", options.documentType())
                .with("options.path", options.path())
                .with("options.region", options.region())
                .with("options.bucket", options.bucket())
                .with("options.prefix", options.prefix())
                .with("options.accessKey", options.accessKey())
                .with("options.pathStyle", options.pathStyle())
                .with("options.inline", options.inline());
    }

    /** What was submitted, with complaints about what the input could not even hold. */
    static DestinationInput input(Form form, Kind kind) {
        var options = new Options(
                form.optional("options.url"),
                form.choice("options.content", Choice.class),
                form.optional("options.fileFilter"),
                form.optional("options.source"),
                form.optional("options.collective"),
                form.optional("options.header"),
                form.optional("options.user"),
                form.lines("options.tags"),
                form.optional("options.itemFolder"),
                form.optional("options.language"),
                form.number("options.correspondent"),
                form.number("options.documentType"),
                form.optional("options.path"),
                form.optional("options.region"),
                form.optional("options.bucket"),
                form.optional("options.prefix"),
                form.optional("options.accessKey"),
                form.checked("options.pathStyle"),
                form.checked("options.inline"));
        return new DestinationInput(
                form.text("name"), kind, options, form.optionalSecret("secret"), form.longNumber("version"));
    }
}
