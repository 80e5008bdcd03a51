package io.mailroom.retention;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mailroom.account.CurrentCaller;
import io.mailroom.web.BasicResult;
import io.mailroom.web.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How long a collective keeps what it has, for its admins. */
@Path("/api/v1/sec/collective/retention")
@RunOnVirtualThread
@Tag(name = "Retention")
class RetentionResource {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "RetentionPeriod")
    record PeriodView(
            @Schema(examples = "items", description = "items, originals, ledger, runs, sent or audit")
            String kind,

            @Schema(examples = "365", description = "Absent: for ever.") @Nullable
            Integer days,

            @Schema(description = "Whether your collective said so; otherwise the operator.")
            boolean own,

            @Schema(examples = "1", description = "Days at least.")
            int least,

            @Schema(description = "Days at most; absent: for ever is allowed.") @Nullable
            Integer most) {}

    record PeriodList(List<PeriodView> items) {}

    @Schema(name = "RetentionChoice")
    record PeriodInput(
            @Schema(examples = "items") @NotNull String kind,

            @Schema(examples = "365", description = "Absent: for ever.") @Nullable
            Integer days,

            @Schema(description = "As the operator says, whatever that is.") @Nullable
            Boolean standard) {}

    record PeriodsInput(@NotNull @Size(min = 1, max = 16) List<@Valid @NotNull PeriodInput> items) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "RetentionPreview")
    record GoingView(
            @Schema(examples = "items") String kind,
            @Nullable Integer days,

            @Schema(examples = "1204", description = "What would go at once.")
            long count,

            @Schema(description = "Whether it is that many or more.")
            boolean more) {}

    record GoingList(List<GoingView> items) {}

    private final Periods periods;
    private final CurrentCaller caller;

    RetentionResource(Periods periods, CurrentCaller caller) {
        this.periods = periods;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "How long your collective keeps what (admin)")
    public PeriodList list() {
        return new PeriodList(periods.of(caller.admin().collectiveId()).stream()
                .map(period -> new PeriodView(
                        period.kind().word(), period.days(), period.own(), period.least(), period.most()))
                .toList());
    }

    @PUT
    @Operation(
            summary = "Change how long your collective keeps what (admin)",
            description = "Kinds that are not named stay as they are. What is older goes within hours, for good.")
    public BasicResult put(@Valid @NotNull PeriodsInput input) {
        periods.put(caller.admin(), choices(input));
        return BasicResult.of("Retention stored.");
    }

    @POST
    @Path("preview")
    @Operation(summary = "What would go if it were kept that long (admin)", description = "Nothing is changed.")
    public GoingList preview(@Valid @NotNull PeriodsInput input) {
        return new GoingList(periods.preview(caller.admin().collectiveId(), choices(input)).stream()
                .map(going -> new GoingView(going.kind().word(), going.days(), going.count(), going.more()))
                .toList());
    }

    private static List<Periods.Choice> choices(PeriodsInput input) {
        return input.items().stream()
                .map(each -> new Periods.Choice(kind(each.kind()), each.days(), Boolean.TRUE.equals(each.standard())))
                .toList();
    }

    private static Kind kind(String word) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> Problem.invalid("items.kind", "must be items, originals, ledger, runs, sent or audit"));
    }
}
