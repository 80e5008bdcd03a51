package io.mailroom.scan;

import io.mailroom.item.Language;
import io.mailroom.web.Ident;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
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

        @Schema(examples = "deu") @Nullable @Iso639 String language,
        @Nullable Boolean postHandleAll,
        @Nullable Boolean attachmentsOnly,

        @Nullable @Schema(description = "The version this change is based on; left out: it wins.")
        Long version) {

    /** Free names, made on use. */
    record Tags(
            @Schema(examples = "[\"mail\"]") @NotNull @Size(max = 100)
            List<@NotBlank @Size(max = 200) @NoControl String> items) {}

    void applyTo(ScanTask task) {
        task.enabled = enabled;
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
        task.language =
                language == null ? null : Language.threeLetters(language).orElse(null);
        task.postHandleAll = Boolean.TRUE.equals(postHandleAll);
        task.attachmentsOnly = Boolean.TRUE.equals(attachmentsOnly);
    }

    /** {@code INBOX} is the one name without regard to case (RFC 9051 section 5.1). */
    private static String mailbox(String name) {
        return name.equalsIgnoreCase("INBOX") ? "INBOX" : name;
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
