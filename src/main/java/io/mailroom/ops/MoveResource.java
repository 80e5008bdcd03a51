package io.mailroom.ops;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.account.Proof;
import io.mailroom.db.Transactions;
import io.mailroom.transfer.Choice;
import io.mailroom.transfer.Everything;
import io.mailroom.web.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Takes what all users have to another Mailroom, and from there: for operators. */
@Path("/api/v1/sec/admin")
@Tag(name = "Export and import")
@RunOnVirtualThread
class MoveResource {

    record ExportInput(
            @Schema(writeOnly = true)
            @NotNull
            @Size(min = 12, max = 1024, message = "must have {min} to {max} characters")
            String passphrase,

            @Schema(writeOnly = true, description = "That of the operator's account.") @Nullable @Size(max = 1024)
            String password) {

        /** Without passphrase and password. */
        @Override
        public String toString() {
            return "ExportInput";
        }
    }

    /** The last line. */
    @RegisterForReflection
    record End(boolean done, boolean dryRun, long accounts) {}

    private final Everything everything;
    private final Operators operators;
    private final Proof proof;
    private final Transactions transactions;
    private final ObjectMapper json;
    private final CurrentCaller caller;

    MoveResource(
            Everything everything,
            Operators operators,
            Proof proof,
            Transactions transactions,
            ObjectMapper json,
            CurrentCaller caller) {
        this.everything = everything;
        this.operators = operators;
        this.proof = proof;
        this.transactions = transactions;
        this.json = json;
        this.caller = caller;
    }

    @POST
    @Path("export")
    @Produces(MediaType.APPLICATION_JSON)
    @ResponseHeader(name = "Content-Disposition", value = "attachment; filename=\"mailroom-everything.json\"")
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    @Operation(
            summary = "Export what all users have (operator)",
            description = "Accounts with their password hashes, and of each user what they could export; no mails."
                    + " Secrets are sealed under the passphrase. One that was cut off is taken by nobody.")
    public StreamingOutput export(@Valid @NotNull ExportInput input) {
        var operator = operator();
        proof.demand(operator, input.password());
        return everything.exported(operator, input.passphrase())::to;
    }

    @POST
    @Path("import")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces("application/x-ndjson")
    @Operation(
            summary = "Import what all users had (operator)",
            description =
                    "A line of JSON for each account, as soon as it is done; each is one transaction. Accounts that"
                            + " are not here are made, with the passwords they had. The last line tells that it was the last.")
    @APIResponse(responseCode = "200", description = "What became of each account, and then the last line.")
    @APIResponse(responseCode = "422", description = "The passphrase is wrong, or the document was changed.")
    public StreamingOutput take(
            @RestForm("document") @Nullable FileUpload document,
            @RestForm @Nullable String passphrase,
            @RestForm boolean dryRun,
            @RestForm @Nullable String existing,
            @RestForm boolean enableTasks) {
        var operator = operator();
        if (document == null) {
            throw Problem.invalid("document", "must be given: the file that was exported");
        }
        if (passphrase == null) {
            throw Problem.invalid("passphrase", "must be given");
        }
        var choice = Choice.of(dryRun, existing, enableTasks);
        var opened = everything.opened(operator, document.uploadedFile(), passphrase);
        return target -> {
            var accounts = new AtomicLong();
            opened.take(choice, plan -> {
                accounts.incrementAndGet();
                line(target, plan);
            });
            line(target, new End(true, choice.dryRun(), accounts.get()));
        };
    }

    private void line(OutputStream target, Object line) throws IOException {
        target.write(json.writeValueAsBytes(line));
        target.write('\n');
        target.flush();
    }

    private Caller operator() {
        var asking = caller.get();
        if (!transactions.awaitAll(() -> operators.include(asking))) {
            throw Problem.forbidden("Only an operator of this installation may do this.");
        }
        return asking;
    }
}
