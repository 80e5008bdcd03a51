package io.mailroom.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.web.BasicResult;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Whether and where the service writes to a user when something of theirs needs them. */
@Path("/api/v1/sec/user/notify")
@Tag(name = "Users")
class NotifyResource {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Notify")
    record NotifyView(
            boolean enabled,

            @Schema(examples = "anna@example.org", description = "Absent: the address of the account, if it has one.")
            @Nullable
            String address) {}

    @Schema(name = "NotifyInput")
    record NotifyInput(
            @NotNull Boolean enabled,

            @Schema(examples = "anna@example.org", description = "Absent or empty: the address of the account.")
            @Nullable
            @Email
            @Size(max = 320)
            String address) {}

    private final NoticeSettings settings;
    private final CurrentCaller caller;

    NotifyResource(NoticeSettings settings, CurrentCaller caller) {
        this.settings = settings;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "Read whether and where you are written to about your connections")
    public Uni<NotifyView> get() {
        return settings.get(caller.get()).map(notices -> new NotifyView(notices.enabled(), notices.address()));
    }

    @PUT
    @Operation(summary = "Change whether and where you are written to about your connections")
    public Uni<BasicResult> put(@Valid @NotNull NotifyInput input) {
        return settings.put(caller.get(), input.enabled(), input.address()).replaceWith(() -> BasicResult.of("Saved."));
    }
}
