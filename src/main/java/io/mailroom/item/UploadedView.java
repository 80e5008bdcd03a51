package io.mailroom.item;

import io.mailroom.item.UploadReport.Counts;
import io.mailroom.item.UploadReport.Fate;
import io.quarkus.qute.TemplateData;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a file that was dropped on a page, in words.
 *
 * @param mood of its chip
 * @param item that it is now, or was before
 * @param counts of the mails in an archive; null for a file that is none
 * @param odd mails of an archive that were not taken
 */
@TemplateData
record UploadedView(
        String name,
        String mood,
        String outcome,
        @Nullable String reason,
        @Nullable UUID item,
        @Nullable Counts counts,
        List<Odd> odd) {

    private static final int MOST_ODD = 50;

    /** A mail in an archive that was not taken, and why. */
    @TemplateData
    record Odd(int position, String why) {}

    static UploadedView refused(String name, String reason) {
        return new UploadedView(name, "failed", "Failed", reason, null, null, List.of());
    }

    static UploadedView of(String name, UploadReport report) {
        var fates = report.fates();
        var counts = report.counts();
        boolean archive = fates.isEmpty() || fates.stream().anyMatch(fate -> fate.position() != null);
        if (archive) {
            return archive(name, counts, fates);
        }
        var fate = fates.getFirst();
        return switch (fate.outcome()) {
            case "imported" -> new UploadedView(name, "ok", "Added", fate.reason(), fate.itemId(), null, List.of());
            case "duplicate" ->
                new UploadedView(
                        name,
                        "off",
                        "Was here already",
                        fate.itemId() == null ? "It has been deleted since." : null,
                        fate.itemId(),
                        null,
                        List.of());
            case "filtered" -> new UploadedView(name, "warning", "Left out", why(fate), fate.itemId(), null, List.of());
            default -> refused(name, why(fate));
        };
    }

    private static UploadedView archive(String name, Counts counts, List<Fate> fates) {
        var odd = fates.stream()
                .filter(fate ->
                        fate.outcome().equals("failed") || fate.outcome().equals("filtered"))
                .limit(MOST_ODD)
                .map(fate -> new Odd(fate.position() == null ? 0 : fate.position(), why(fate)))
                .toList();
        if (counts.matched() == 0) {
            return new UploadedView(name, "off", "Empty", "There is no mail in it.", null, counts, odd);
        }
        boolean all = counts.failed() == 0;
        return new UploadedView(name, all ? "ok" : "warning", all ? "Added" : "In part", null, null, counts, odd);
    }

    private static String why(Fate fate) {
        var reason = fate.reason();
        if (reason == null) {
            return "No reason is known.";
        }
        return switch (reason) {
            case "fileFilter" -> "Nothing in it fits to the attachments that are to be taken.";
            case "attachmentsOnly" -> "It has no attachment to be taken.";
            default -> reason;
        };
    }

    boolean isFailed() {
        return mood.equals("failed");
    }
}
