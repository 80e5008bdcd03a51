package io.mailroom.scan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A scan task as we answer it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ScanMailboxSettingsView")
record ScanTaskView(
        UUID id,
        boolean enabled,
        @Nullable String summary,
        String imapConnection,
        List<String> folders,
        boolean scanRecursively,
        String schedule,
        @Nullable Integer receivedSinceHours,
        @Nullable String targetFolder,
        boolean deleteMail,
        @Nullable String direction,
        @Nullable String itemFolder,
        Tags tags,
        @Nullable String fileFilter,
        @Nullable String subjectFilter,
        @Nullable String fromFilter,
        @Nullable String toFilter,
        @Nullable String bodyFilter,
        @Nullable String fileExclude,
        @Nullable Long minSize,
        @Nullable Long maxSize,
        boolean flaggedOnly,
        boolean unreadOnly,
        @Nullable ActionsView actions,
        @Nullable String language,
        boolean postHandleAll,
        boolean attachmentsOnly,
        boolean push,
        @Nullable WatchView watch,
        @Nullable HandoverFields handover,
        long version) {

    record Tags(List<String> items) {}

    static ScanTaskView of(ScanTask task, TaskNames.Names names, @Nullable WatchView watch) {
        return new ScanTaskView(
                task.id,
                task.enabled,
                task.summary,
                names.connection(task),
                List.of(task.folders),
                task.scanRecursively,
                task.schedule,
                task.receivedSinceHours,
                task.targetFolder,
                task.deleteMail,
                task.direction,
                task.itemFolder,
                new Tags(List.of(task.tags)),
                task.fileFilter,
                task.subjectFilter,
                task.fromFilter,
                task.toFilter,
                task.bodyFilter,
                task.fileExclude,
                task.minSize,
                task.maxSize,
                task.flaggedOnly,
                task.unreadOnly,
                ActionsView.of(task),
                task.language,
                task.postHandleAll,
                task.attachmentsOnly,
                task.push,
                task.push && task.enabled ? watch : null,
                names.handover(task),
                task.version);
    }

    /** The same settings, to be saved or run again. */
    ScanTaskInput input() {
        return new ScanTaskInput(
                id.toString(),
                enabled,
                summary,
                imapConnection,
                folders,
                scanRecursively,
                schedule,
                receivedSinceHours,
                targetFolder,
                deleteMail,
                direction,
                itemFolder,
                new ScanTaskInput.Tags(tags.items()),
                fileFilter,
                subjectFilter,
                fromFilter,
                toFilter,
                bodyFilter,
                fileExclude,
                minSize,
                maxSize,
                flaggedOnly,
                unreadOnly,
                actions == null ? null : actions.input(),
                language,
                postHandleAll,
                attachmentsOnly,
                push,
                handover,
                version,
                null);
    }

    /** What its owner calls it: its name, or else its mailboxes. */
    public String title() {
        return summary == null || summary.isBlank() ? String.join(", ", folders) : summary;
    }
}
