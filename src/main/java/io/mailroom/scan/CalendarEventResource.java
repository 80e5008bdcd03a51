package io.mailroom.scan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.schedule.CalendarEvent;
import io.mailroom.schedule.CalendarEventException;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Says what a calendar event means before it is used. */
@Path("/api/v1/sec/calevent/check")
@Consumes(MediaType.APPLICATION_JSON) // or the framework makes an input of text/plain, as it has but one text
@Tag(name = "Mailbox import")
class CalendarEventResource {

    private static final int SHOWN = 2;

    record CheckInput(
            @Schema(examples = "Mon..Fri *-*-* 8:00 Europe/Berlin") @NotNull @Size(max = 500)
            String event) {}

    /** A wrong event is an answer here, not a failure. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CheckResult(
            boolean success, String message, @Nullable String event, List<Long> next) {}

    private final Clock clock;

    CalendarEventResource(Clock clock) {
        this.clock = clock;
    }

    @POST
    @NonBlocking
    @Operation(summary = "Check a calendar event", description = "Answers its canonical form and when it comes next.")
    public CheckResult check(@Valid @NotNull CheckInput input) {
        try {
            var event = CalendarEvent.parse(input.event());
            var next = event.next(clock.instant(), SHOWN).stream()
                    .map(Instant::toEpochMilli)
                    .toList();
            return new CheckResult(true, "Valid.", event.toString(), next);
        } catch (CalendarEventException e) {
            return new CheckResult(false, String.valueOf(e.getMessage()), null, List.of());
        }
    }
}
