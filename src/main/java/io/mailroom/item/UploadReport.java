package io.mailroom.item;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What became of the files of an upload and of the mails in its archives; as long as it gets, it stays small. */
final class UploadReport {

    /** Mails told of one by one, and items told of by their ids; an archive may have any number. */
    static final int MOST = 1000;

    enum Kind {
        IMPORTED,
        DUPLICATE,
        FILTERED,
        FAILED
    }

    /** What became of one file, or of one mail in an archive. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "UploadOutcome")
    record Fate(
            @Schema(examples = "inbox.mbox", description = "The file.")
            String name,

            @Schema(examples = "17", description = "Where the mail stands in the archive, from 1; absent for a file.")
            @Nullable
            Integer position,

            @Schema(
                    examples = "imported",
                    enumeration = {"imported", "duplicate", "filtered", "failed"})
            String outcome,

            @Schema(
                    description =
                            "The item that it is now, or was before; absent where that has been deleted, or there is none.",
                    examples = "0196a5d2-7f3e-7c1a-9a4b-5f3c2d1e0f9a")
            @Nullable
            UUID itemId,

            @Schema(examples = "fileFilter", description = "Why, where that is not plain.") @Nullable
            String reason) {

        static Fate of(
                String name, @Nullable Integer position, Kind kind, @Nullable UUID item, @Nullable String reason) {
            return new Fate(name, position, kind.name().toLowerCase(Locale.ROOT), item, reason);
        }

        static Fate of(String name, @Nullable Integer position, Outcome outcome) {
            return switch (outcome) {
                case Outcome.Imported(var item, boolean reused) ->
                    of(name, position, Kind.IMPORTED, item, reused ? "Another mail has the same Message-ID." : null);
                case Outcome.Duplicate(var item) -> of(name, position, Kind.DUPLICATE, item, null);
            };
        }
    }

    /** How many there are of each; matched is their sum. */
    @Schema(name = "UploadCounts")
    record Counts(
            @Schema(examples = "120") long matched,
            @Schema(examples = "100") long imported,
            @Schema(examples = "18") long duplicate,
            @Schema(examples = "2") long filtered,
            @Schema(examples = "0") long failed) {}

    private final List<Fate> fates = new ArrayList<>();
    private final SequencedSet<UUID> ids = new LinkedHashSet<>();
    private final long[] counts = new long[Kind.values().length];

    /** A file is always told of, a mail of an archive as long as there is room. */
    void add(Fate fate) {
        counts[Kind.valueOf(fate.outcome().toUpperCase(Locale.ROOT)).ordinal()]++;
        if (fate.position() == null || fates.size() < MOST) {
            fates.add(fate);
            if (fate.itemId() != null) {
                ids.add(fate.itemId());
            }
        }
    }

    List<UUID> ids() {
        return List.copyOf(ids);
    }

    List<Fate> fates() {
        return List.copyOf(fates);
    }

    Counts counts() {
        long matched = 0;
        for (long count : counts) {
            matched += count;
        }
        return new Counts(
                matched,
                counts[Kind.IMPORTED.ordinal()],
                counts[Kind.DUPLICATE.ordinal()],
                counts[Kind.FILTERED.ordinal()],
                counts[Kind.FAILED.ordinal()]);
    }
}
