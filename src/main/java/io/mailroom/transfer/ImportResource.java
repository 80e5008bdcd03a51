package io.mailroom.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailroom.account.CurrentCaller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What a user had in another Mailroom, to have it here. */
@Path("/api/v1/sec/import")
@Tag(name = "Export and import")
@RunOnVirtualThread
class ImportResource {

    record ImportInput(
            @Schema(writeOnly = true) @NotNull @Size(max = DocumentKey.LONGEST)
            String passphrase,

            @Schema(type = SchemaType.OBJECT, description = "As it was exported.") @NotNull
            JsonNode document,

            @Schema(description = "Tells what would be done, and does nothing. Absent: false.") @Nullable
            Boolean dryRun,

            @Schema(
                    enumeration = {"skip", "replace", "rename"},
                    description =
                            "What becomes of something that is here under the same name and is another. Absent: skip.")
            @Nullable
            String existing,

            @Schema(
                    description = "Import tasks arrive switched off, as two Mailrooms would both take mails out of the"
                            + " same mailbox. With this they go on as they were. Absent: false.")
            @Nullable
            Boolean enableTasks) {

        /** Without the passphrase. */
        @Override
        public String toString() {
            return "ImportInput";
        }

        Choice choice() {
            return Choice.of(Boolean.TRUE.equals(dryRun), existing, Boolean.TRUE.equals(enableTasks));
        }
    }

    @Schema(name = "ImportResult")
    record ImportResult(boolean success, String message, boolean dryRun, List<PlanEntry> entries) {}

    private final Import imports;
    private final CurrentCaller caller;

    ImportResource(Import imports, CurrentCaller caller) {
        this.imports = imports;
        this.caller = caller;
    }

    @POST
    @Operation(
            summary = "Import what was exported",
            description = "All of it in one transaction; what is refused is left out and told. The same document once"
                    + " more changes nothing.")
    @APIResponse(responseCode = "200", description = "What was done with each entry, or would be.")
    @APIResponse(responseCode = "422", description = "The passphrase is wrong, or the document was changed.")
    public ImportResult take(@Valid @NotNull ImportInput input) {
        var choice = input.choice();
        var plan = imports.of(caller.get(), input.document().traverse(), input.passphrase(), choice);
        return new ImportResult(true, choice.dryRun() ? "Nothing was changed." : "Imported.", choice.dryRun(), plan);
    }
}
