package io.mailroom.scan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One run of a scan task: matched = imported + duplicate + filtered + failed. */
@Schema(name = "Run")
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunView(
        UUID id,
        long started,
        @Nullable Long ended,

        @Schema(examples = "done", description = "running, done, failed or interrupted")
        String state,

        long matched,
        long imported,
        long duplicate,
        long filtered,
        long failed,

        @Schema(description = "Of the mails that were fetched.")
        long bytes,

        @Nullable String error,
        List<MailboxNumbers> mailboxes) {

    /** The same numbers of one mailbox. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MailboxNumbers(
            String mailbox,
            long matched,
            long imported,
            long duplicate,
            long filtered,
            long failed,
            long bytes,
            @Nullable String error) {}

    static final String RUNNING = "running";

    public boolean running() {
        return state.equals(RUNNING);
    }
}
