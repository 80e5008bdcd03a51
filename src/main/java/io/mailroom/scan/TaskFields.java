package io.mailroom.scan;

import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Option;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The form of a scan task: what is saved becomes its values, and what is submitted becomes the API's input. */
final class TaskFields {

    static final Fields FIELDS = Fields.of(
            "id", "Task",
            "version", "Version",
            "summary", "Name",
            "enabled", "Import on this schedule",
            "imapConnection", "Connection",
            "folders", "Mailboxes",
            "otherFolders", "Other mailboxes",
            "scanRecursively", "Also the mailboxes within these",
            "push", "Also import as soon as mail arrives",
            "when", "When",
            "everyMinutes", "Minutes between imports",
            "everyHours", "Hours between imports",
            "minute", "Minute of the hour",
            "dailyAt", "Time of day",
            "days", "Days",
            "weeklyAt", "Time on these days",
            "dayOfMonth", "Day of the month",
            "monthlyAt", "Time on that day",
            "schedule", "Calendar event",
            "zone", "Time zone",
            "receivedSinceHours", "Received in the last",
            "receivedUnit", "Unit of time",
            "fromFilter", "From",
            "toFilter", "To or Cc",
            "subjectFilter", "Subject",
            "bodyFilter", "Words in the text",
            "fileFilter", "Files",
            "fileExclude", "Files to leave out",
            "minSize", "Smallest size of a mail",
            "maxSize", "Largest size of a mail",
            "unreadOnly", "Only unread mails",
            "flaggedOnly", "Only flagged mails",
            "attachmentsOnly", "Only the attachments, not the text of the mail",
            "actions.imported.action", "Imported mails",
            "actions.imported.mailbox", "Mailbox for imported mails",
            "actions.imported.keyword", "Keyword for imported mails",
            "actions.filtered.action", "Mails that were left out",
            "actions.filtered.mailbox", "Mailbox for mails that were left out",
            "actions.filtered.keyword", "Keyword for mails that were left out",
            "actions.failed.action", "Mails that could not be imported",
            "actions.failed.mailbox", "Mailbox for mails that could not be imported",
            "actions.failed.keyword", "Keyword for mails that could not be imported",
            "tags", "Tags",
            "itemFolder", "Folder",
            "direction", "Direction",
            "language", "Language",
            "handover.destinations", "Destinations",
            "goes", "Keep only the name here once all of them have it");

    static final List<Option> UNITS = List.of(Option.of("days", "days"), Option.of("hours", "hours"));

    static final List<Option> DIRECTIONS = List.of(
            Option.of("", "Incoming, unless one of your own addresses has sent it"),
            Option.of("incoming", "Always incoming"),
            Option.of("outgoing", "Always outgoing"));

    static final List<String> FILTERS = List.of(
            "receivedSinceHours",
            "fromFilter",
            "toFilter",
            "subjectFilter",
            "bodyFilter",
            "minSize",
            "maxSize",
            "unreadOnly",
            "flaggedOnly",
            "attachmentsOnly",
            "fileFilter",
            "fileExclude");

    static final List<String> OF_ITEMS = List.of("tags", "itemFolder", "direction", "language");

    static final List<String> OF_HANDOVER = List.of("handover.destinations", "goes");

    private static final int DAY = 24;

    /** Stands for a schedule that the form complains of already. */
    private static final String ANY = "*-*-* 0:00";

    private TaskFields() {}

    /** Of a new task. */
    static Form blank(String connection, ZoneId reader) {
        var form = FIELDS.blank()
                .with("imapConnection", connection)
                .with("folders", List.of("INBOX"))
                .with("enabled", true)
                .with("receivedUnit", "days")
                .with("actions.imported.action", "nothing")
                .with("actions.filtered.action", "nothing")
                .with("actions.failed.action", "nothing");
        ScheduleFields.fill(form, new Timetable.Minutes(10).event(), reader);
        return form;
    }

    static Form of(ScanTaskView task, ZoneId reader) {
        var hours = task.receivedSinceHours();
        boolean days = hours == null || hours % DAY == 0;
        var form = FIELDS.blank()
                .with("id", task.id())
                .with("version", task.version())
                .with("summary", task.summary())
                .with("enabled", task.enabled())
                .with("imapConnection", task.imapConnection())
                .with("folders", task.folders())
                .with("scanRecursively", task.scanRecursively())
                .with("push", task.push())
                .with("receivedSinceHours", hours == null ? null : days ? hours / DAY : hours)
                .with("receivedUnit", days ? "days" : "hours")
                .with("fromFilter", task.fromFilter())
                .with("toFilter", task.toFilter())
                .with("subjectFilter", task.subjectFilter())
                .with("bodyFilter", task.bodyFilter())
                .with("fileFilter", task.fileFilter())
                .with("fileExclude", task.fileExclude())
                .with("minSize", ByteCount.text(task.minSize()))
                .with("maxSize", ByteCount.text(task.maxSize()))
                .with("unreadOnly", task.unreadOnly())
                .with("flaggedOnly", task.flaggedOnly())
                .with("attachmentsOnly", task.attachmentsOnly())
                .with("tags", String.join("\n", task.tags().items()))
                .with("itemFolder", task.itemFolder())
                .with("direction", task.direction())
                .with("language", task.language());
        var handover = task.handover();
        if (handover != null) {
            form.with("handover.destinations", handover.destinations()).with("goes", !handover.keeps());
        }
        ScheduleFields.fill(form, task.schedule(), reader);
        ActionFields.fill(form, task);
        return form;
    }

    /** What was submitted, with complaints about what the input could not even hold. */
    static ScanTaskInput input(Form form) {
        var actions = ActionFields.read(form);
        var tags = form.lines("tags");
        return new ScanTaskInput(
                form.optional("id"),
                form.checked("enabled"),
                form.optional("summary"),
                form.text("imapConnection"),
                folders(form),
                form.checked("scanRecursively"),
                ScheduleFields.event(form).orElse(ANY),
                receivedSinceHours(form),
                actions.targetFolder(),
                actions.deleteMail(),
                form.optional("direction"),
                form.optional("itemFolder"),
                tags.isEmpty() ? null : new ScanTaskInput.Tags(tags),
                form.optional("fileFilter"),
                form.optional("subjectFilter"),
                form.optional("fromFilter"),
                form.optional("toFilter"),
                form.optional("bodyFilter"),
                form.optional("fileExclude"),
                size(form, "minSize"),
                size(form, "maxSize"),
                form.checked("flaggedOnly"),
                form.checked("unreadOnly"),
                actions.actions(),
                form.optional("language"),
                actions.postHandleAll(),
                form.checked("attachmentsOnly"),
                form.checked("push"),
                handover(form),
                form.longNumber("version"),
                null);
    }

    private static @Nullable HandoverFields handover(Form form) {
        var destinations = form.all("handover.destinations");
        return destinations.isEmpty() ? null : new HandoverFields(destinations, !form.checked("goes"));
    }

    /** Those that were ticked, and those that were written. */
    static List<String> folders(Form form) {
        return Stream.concat(form.all("folders").stream(), form.lines("otherFolders").stream())
                .distinct()
                .toList();
    }

    private static @Nullable Integer receivedSinceHours(Form form) {
        var number = form.number("receivedSinceHours");
        if (number == null || form.text("receivedUnit").equals("hours")) {
            return number;
        }
        return (int) Math.clamp((long) number * DAY, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static @Nullable Long size(Form form, String name) {
        String text = form.text(name);
        if (text.isEmpty()) {
            return null;
        }
        var size = ByteCount.parse(text);
        if (size.isEmpty()) {
            form.complain(name, "must be a size such as 500 kB or 20 MB");
        }
        return size.orElse(null);
    }

    /** By their codes of three letters, as they are kept. */
    private static final Map<String, String> LANGUAGES = Stream.of(Locale.getISOLanguages())
            .map(Locale::of)
            .collect(Collectors.toUnmodifiableMap(
                    Locale::getISO3Language, one -> one.getDisplayLanguage(Locale.ENGLISH), (one, other) -> one));

    /** Those that mails are mostly in. */
    private static final Set<String> COMMON = Set.of(
            "ara", "bul", "ces", "dan", "deu", "ell", "eng", "est", "fin", "fra", "heb", "hrv", "hun", "ita", "jpn",
            "kor", "lav", "lit", "nld", "nor", "pol", "por", "ron", "rus", "slk", "slv", "spa", "swe", "tur", "ukr",
            "zho");

    /** Whether there is anything in one of these fields, or to be said about it. */
    static boolean isUsed(Form form, List<String> names) {
        return names.stream().anyMatch(name -> !form.text(name).isEmpty() || form.error(name) != null);
    }

    /** With the one that is set. */
    static List<Option> languages(Form form) {
        return Stream.concat(COMMON.stream(), Stream.of(form.text("language")))
                .filter(code -> !code.isEmpty())
                .distinct()
                .map(code -> Option.of(code, LANGUAGES.getOrDefault(code, code)))
                .sorted(Comparator.comparing(Option::label))
                .toList();
    }
}
