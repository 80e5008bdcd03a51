package io.mailroom.scan;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Where a task hands over what it imports. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ScanHandover")
record HandoverFields(
        @Schema(examples = "[\"paperless\"]", description = "Names of destinations of yours.") @NotNull @Size(max = 20)
        List<@NotNull String> destinations,

        @Schema(
                description =
                        "Left out: true. With false, contents of new items go once all destinations have confirmed;"
                                + " their names stay, so that no mail comes twice.")
        @Nullable
        Boolean keepHere) {

    boolean keeps() {
        return !Boolean.FALSE.equals(keepHere);
    }
}
