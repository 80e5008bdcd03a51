package io.mailroom.scan;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** What to import, from where, when, and what to do with the mail afterwards. */
@Entity
@Table(name = "scan_task")
class ScanTask {
    @Id
    UUID id;

    @Column(name = "account_id")
    UUID accountId;

    @Column(name = "imap_setting_id")
    UUID imapSettingId;

    boolean hidden;

    @Nullable
    UUID varies;

    boolean enabled;

    /** Also runs as soon as there is new mail, beside its schedule. */
    boolean push;

    @Nullable
    String summary;

    @JdbcTypeCode(SqlTypes.ARRAY)
    String[] folders;

    @Column(name = "scan_recursively")
    boolean scanRecursively;

    String schedule;

    @Column(name = "received_since_hours")
    @Nullable
    Integer receivedSinceHours;

    @Column(name = "target_folder")
    @Nullable
    String targetFolder;

    @Column(name = "delete_mail")
    boolean deleteMail;

    @Nullable
    String direction;

    @Column(name = "item_folder")
    @Nullable
    String itemFolder;

    @JdbcTypeCode(SqlTypes.ARRAY)
    String[] tags;

    @Column(name = "file_filter")
    @Nullable
    String fileFilter;

    @Column(name = "subject_filter")
    @Nullable
    String subjectFilter;

    @Column(name = "from_filter")
    @Nullable
    String fromFilter;

    @Column(name = "to_filter")
    @Nullable
    String toFilter;

    @Column(name = "body_filter")
    @Nullable
    String bodyFilter;

    @Column(name = "file_exclude")
    @Nullable
    String fileExclude;

    @Column(name = "min_size")
    @Nullable
    Long minSize;

    @Column(name = "max_size")
    @Nullable
    Long maxSize;

    @Column(name = "flagged_only")
    boolean flaggedOnly;

    @Column(name = "unread_only")
    boolean unreadOnly;

    /** As {@link Action#stored} has it, and so are the next two. */
    @Column(name = "imported_action")
    @Nullable
    String importedAction;

    @Column(name = "filtered_action")
    @Nullable
    String filteredAction;

    @Column(name = "failed_action")
    @Nullable
    String failedAction;

    @Nullable
    String language;

    /** Where what is imported is handed over to. */
    @JdbcTypeCode(SqlTypes.ARRAY)
    UUID[] destinations;

    /** Once all of them have it, too. */
    @Column(name = "keep_here")
    boolean keepHere;

    @Column(name = "post_handle_all")
    boolean postHandleAll;

    @Column(name = "attachments_only")
    boolean attachmentsOnly;

    /** Written by itself, with SQL: the version is that of the settings, and a run does not wait for those. */
    @Column(updatable = false)
    boolean rescan;

    @Column(updatable = false)
    @Nullable
    String origin;

    Instant created;
    Instant updated;

    @Version
    long version;

    /** What decides which mails are looked at: another selection starts from the beginning. */
    List<@Nullable Object> selection() {
        return Arrays.asList(
                imapSettingId,
                receivedSinceHours,
                fileFilter,
                fileExclude,
                subjectFilter,
                fromFilter,
                toFilter,
                bodyFilter,
                minSize,
                maxSize,
                flaggedOnly,
                unreadOnly,
                attachmentsOnly);
    }

    /** Whether a run of the other would do what a run of this one does. */
    boolean isSameAs(ScanTask other) {
        return selection().equals(other.selection())
                && Arrays.equals(folders, other.folders)
                && scanRecursively == other.scanRecursively
                && Objects.equals(targetFolder, other.targetFolder)
                && deleteMail == other.deleteMail
                && Actions.of(this).equals(Actions.of(other))
                && Objects.equals(direction, other.direction)
                && Objects.equals(itemFolder, other.itemFolder)
                && Arrays.equals(tags, other.tags)
                && Objects.equals(language, other.language)
                && Arrays.equals(destinations, other.destinations)
                && keepHere == other.keepHere
                && postHandleAll == other.postHandleAll;
    }
}
