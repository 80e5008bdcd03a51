package io.mailroom.scan;

import io.mailroom.item.Language;
import io.mailroom.web.Ident;
import io.mailroom.web.Problem.FieldError;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A scan task as it is sent to us. */
@Schema(name = "ScanMailboxSettings")
record ScanTaskInput(
        @Nullable @Schema(description = "Ignored on create.")
        String id,

        boolean enabled,

        @Schema(examples = "Invoices") @Nullable @Size(max = 1000) @NoControl
        String summary,

        @Schema(examples = "example.org", description = "The name of an IMAP setting.") @NotNull @Ident
        String imapConnection,

        @Schema(examples = "[\"INBOX\"]") @NotEmpty List<@NotBlank @Size(max = 1000) @NoControl String> folders,

        boolean scanRecursively,

        @Schema(examples = "*-*-* *:0/10", description = "A calendar event; UTC without a zone.")
        @NotBlank
        @Size(max = 500)
        @CalendarEventText
        String schedule,

        @Nullable @Min(1) @Max(1_000_000) Integer receivedSinceHours,

        @Schema(examples = "Archive") @Nullable @Size(max = 1000) @NoControl
        String targetFolder,

        boolean deleteMail,

        @Nullable @Pattern(regexp = "incoming|outgoing", message = "must be incoming or outgoing")
        String direction,

        @Nullable @Size(max = 1000) @NoControl String itemFolder,
        @Nullable @Valid Tags tags,

        @Schema(examples = "*.pdf|mail.html") @Nullable @Size(max = 1000) @NoControl
        String fileFilter,

        @Schema(examples = "*invoice*") @Nullable @Size(max = 1000) @NoControl
        String subjectFilter,

        @Schema(examples = "*@example.org|*Meier*", description = "On the names and addresses in From.")
        @Nullable
        @Size(max = 1000)
        @NoControl
        String fromFilter,

        @Schema(examples = "invoices@*", description = "On the names and addresses in To and Cc.")
        @Nullable
        @Size(max = 1000)
        @NoControl
        String toFilter,

        @Schema(
                examples = "invoice number",
                description = "Words that the text contains, in any case, however its lines are broken.")
        @Nullable
        @Size(max = 1000)
        @NoControl
        String bodyFilter,

        @Schema(examples = "*.png|*.ics", description = "Attachments to leave out of what fileFilter lets through.")
        @Nullable
        @Size(max = 1000)
        @NoControl
        String fileExclude,

        @Schema(examples = "1000", description = "In bytes.") @Nullable @Min(0)
        Long minSize,

        @Schema(examples = "20000000", description = "In bytes.") @Nullable @Min(1)
        Long maxSize,

        @Schema(description = "Only what is flagged: now or later.") @Nullable
        Boolean flaggedOnly,

        @Schema(description = "Only what is unread: now or later.") @Nullable
        Boolean unreadOnly,

        @Nullable ActionsInput actions,

        @Schema(examples = "deu") @Nullable @Iso639 String language,
        @Nullable Boolean postHandleAll,
        @Nullable Boolean attachmentsOnly,

        @Nullable @Schema(description = "Also runs as soon as there is new mail, beside its schedule; left out: false.")
        Boolean push,

        @Schema(description = "Left out: it stays here only.") @Nullable @Valid
        HandoverFields handover,

        @Nullable @Schema(description = "The version this change is based on; left out: it wins.")
        Long version,

        @Schema(
                description = "Of a preview only: how many mails to look at, 1 to 100.",
                examples = "20",
                defaultValue = "20")
        @Nullable
        @Min(value = 1, message = "must be 1 to 100")
        @Max(value = 100, message = "must be 1 to 100")
        Integer limit) {

    /** Free names, made on use. */
    record Tags(
            @Schema(examples = "[\"mail\"]") @NotNull @Size(max = 100)
            List<@NotBlank @Size(max = 200) @NoControl String> items) {}

    void applyTo(ScanTask task) {
        task.enabled = enabled;
        task.push = Boolean.TRUE.equals(push);
        task.summary = summary;
        task.folders = folders.stream().map(ScanTaskInput::mailbox).distinct().toArray(String[]::new);
        task.scanRecursively = scanRecursively;
        task.schedule = io.mailroom.schedule.CalendarEvent.parse(schedule).toString();
        task.receivedSinceHours = receivedSinceHours;
        task.targetFolder = targetFolder == null || targetFolder.isBlank() ? null : mailbox(targetFolder);
        task.deleteMail = deleteMail;
        task.direction = direction;
        task.itemFolder = blankToNull(itemFolder);
        task.tags =
                tags == null ? new String[0] : tags.items().stream().distinct().toArray(String[]::new);
        task.fileFilter = blankToNull(fileFilter);
        task.subjectFilter = blankToNull(subjectFilter);
        task.fromFilter = blankToNull(fromFilter);
        task.toFilter = blankToNull(toFilter);
        task.bodyFilter = blankToNull(bodyFilter);
        task.fileExclude = blankToNull(fileExclude);
        task.minSize = minSize;
        task.maxSize = maxSize;
        task.flaggedOnly = Boolean.TRUE.equals(flaggedOnly);
        task.unreadOnly = Boolean.TRUE.equals(unreadOnly);
        var wanted = actions == null ? ActionsInput.NONE : actions;
        task.importedAction = ActionsInput.stored(wanted.imported());
        task.filteredAction = ActionsInput.stored(wanted.filtered());
        task.failedAction = ActionsInput.stored(wanted.failed());
        task.keepHere = handover == null || handover.keeps();
        task.language =
                language == null ? null : Language.threeLetters(language).orElse(null);
        task.postHandleAll = Boolean.TRUE.equals(postHandleAll);
        task.attachmentsOnly = Boolean.TRUE.equals(attachmentsOnly);
    }

    /** What is wrong with values that are right one by one. */
    List<FieldError> errors() {
        var errors = new ArrayList<FieldError>();
        if (minSize != null && maxSize != null && minSize > maxSize) {
            errors.add(new FieldError("maxSize", "must not be less than minSize"));
        }
        if (actions != null) {
            errors.addAll(actions.errors());
        }
        if (handover != null && !handover.keeps() && handover.destinations().isEmpty()) {
            errors.add(new FieldError("handover.keepHere", "must be true where it goes nowhere else"));
        }
        return errors;
    }

    /** {@code INBOX} is the one name without regard to case (RFC 9051 section 5.1). */
    static String mailbox(String name) {
        return name.equalsIgnoreCase("INBOX") ? "INBOX" : name;
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
