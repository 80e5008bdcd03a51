package io.mailroom.item;

import io.mailroom.account.Caller;
import io.mailroom.blob.ByteSource;
import io.mailroom.mime.ParsedMessage;
import io.mailroom.mime.Part;
import io.mailroom.web.Problem;
import io.mailroom.web.Problem.FieldError;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What an upload says of its files. */
@RegisterForReflection
@Schema(name = "UploadMeta")
record UploadMeta(
        @Schema(description = "True: one item of each file. False: one item of all of them.", defaultValue = "true")
        @Nullable
        Boolean multiple,

        @Schema(
                enumeration = {"incoming", "outgoing"},
                defaultValue = "incoming")
        @Nullable
        String direction,

        @Schema(examples = "Bills") @Nullable String folder,

        @Schema(description = "Leave out files that your collective already has.", defaultValue = "false") @Nullable
        Boolean skipDuplicates,

        @Nullable Tags tags,

        @Schema(
                description = "Which attachments of uploaded mails to take; the body counts as mail.html.",
                examples = "*.pdf|mail.html")
        @Nullable
        String fileFilter,

        @Schema(description = "ISO 639-1 or 639-3", examples = "deu") @Nullable
        String language,

        @Schema(description = "Take the attachments of uploaded mails without their bodies.", defaultValue = "false")
        @Nullable
        Boolean attachmentsOnly) {

    static final UploadMeta NONE = new UploadMeta(null, null, null, null, null, null, null, null);

    private static final int LONGEST = 255;
    private static final int MOST_TAGS = 100;

    /** Free names. */
    @Schema(name = "UploadTags")
    record Tags(
            @Schema(examples = "[\"invoice\"]") @Nullable List<@Nullable String> items) {}

    /** @throws Problem 422 that names every wrong field */
    UploadMeta checked() {
        var errors = new ArrayList<FieldError>();
        if (direction != null && !direction.matches("(?i)incoming|outgoing")) {
            errors.add(new FieldError("direction", "must be incoming or outgoing"));
        }
        if (language != null
                && !language.isBlank()
                && Language.threeLetters(language).isEmpty()) {
            errors.add(new FieldError("language", "must be a language code of ISO 639, such as de or deu"));
        }
        if (folder != null && !isName(folder)) {
            errors.add(new FieldError("folder", "must be one line of at most " + LONGEST + " characters"));
        }
        if (fileFilter != null && fileFilter.length() > StoredText.NAME) {
            errors.add(new FieldError("fileFilter", "must have at most " + StoredText.NAME + " characters"));
        }
        var names = tagItems();
        if (names.size() > MOST_TAGS) {
            errors.add(new FieldError("tags.items", "must be at most " + MOST_TAGS));
        }
        for (int i = 0; i < Math.min(names.size(), MOST_TAGS); i++) {
            var name = names.get(i);
            if (name == null || name.isBlank() || !isName(name)) {
                errors.add(
                        new FieldError("tags.items[" + i + "]", "must be one line of 1 to " + LONGEST + " characters"));
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return this;
    }

    private static boolean isName(String text) {
        return text.length() <= LONGEST && text.chars().noneMatch(Character::isISOControl);
    }

    private List<@Nullable String> tagItems() {
        return tags == null || tags.items() == null ? List.of() : tags.items();
    }

    boolean oneItemPerFile() {
        return !Boolean.FALSE.equals(multiple);
    }

    boolean skipsDuplicates() {
        return Boolean.TRUE.equals(skipDuplicates);
    }

    Direction way() {
        return direction == null ? Direction.INCOMING : Direction.of(direction.toLowerCase(Locale.ROOT));
    }

    /** Whether an attachment of that name is to be taken. */
    boolean takes(String name) {
        return fileFilter == null || fileFilter.isBlank() || Glob.of(fileFilter).matches(name);
    }

    /** A mail with what is to be taken of it; empty where that is nothing, as it is then left out by an import. */
    Optional<IncomingMail> incoming(ParsedMessage message, ByteSource raw, Instant received) {
        var chosen = message.parts().stream()
                .filter(part -> part.kind() == Part.Kind.ATTACHMENT && takes(String.valueOf(part.name())))
                .toList();
        boolean page = takes(Names.PAGE);
        boolean something = page && !attachmentsAlone() || !chosen.isEmpty() || message.problem() != null;
        return something
                ? Optional.of(new IncomingMail(message, raw, way(), received, chosen, page))
                : Optional.empty();
    }

    /** Which of the fields it is that left nothing of a mail. */
    String filteredBy() {
        return attachmentsAlone() ? "attachmentsOnly" : "fileFilter";
    }

    private boolean attachmentsAlone() {
        return Boolean.TRUE.equals(attachmentsOnly);
    }

    /** Who uploads a mail wants to have it, also after deleting it once. */
    Target target(Caller caller) {
        return new Target(
                caller.collectiveId(),
                "upload-" + caller.login(),
                folder == null || folder.isBlank() ? null : folder.strip(),
                tagItems().stream()
                        .filter(Objects::nonNull)
                        .map(String::strip)
                        .distinct()
                        .toList(),
                language == null ? null : Language.threeLetters(language).orElse(null),
                attachmentsAlone(),
                true);
    }
}
