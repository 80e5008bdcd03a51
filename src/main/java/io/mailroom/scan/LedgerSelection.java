package io.mailroom.scan;

import io.mailroom.web.Problem;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Mails of the ledger: either these, or all with an outcome. */
@Schema(name = "LedgerSelection", description = "Either ids or outcome.")
record LedgerSelection(
        @Schema(examples = "[\"12-345\"]") @Nullable @Size(min = 1, max = 1000)
        List<@NotNull String> ids,

        @Schema(
                enumeration = {"failed", "quarantined"},
                examples = "quarantined")
        @Nullable
        @Pattern(regexp = "failed|quarantined", message = "must be failed or quarantined")
        String outcome) {

    /**
     * Each once; none where the outcome says which.
     *
     * @throws Problem 422 where it says both or neither, or what is no id
     */
    List<LedgerKey> keys() {
        if ((ids == null) == (outcome == null)) {
            throw Problem.invalid("ids", "must be given, or else outcome, and not both");
        }
        return ids == null
                ? List.of()
                : ids.stream()
                        .map(id -> LedgerKey.parse(id)
                                .orElseThrow(() -> Problem.invalid("ids", "must be ids of this ledger: " + id)))
                        .distinct()
                        .toList();
    }
}
