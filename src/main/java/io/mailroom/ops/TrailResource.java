package io.mailroom.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.audit.Act;
import io.mailroom.audit.Audit;
import io.mailroom.audit.Entry;
import io.mailroom.audit.Trail;
import io.mailroom.web.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** Who did what that matters to security, for a collective's admins. */
@Path("/api/v1/sec/audit")
@Tag(name = "Security log")
class TrailResource {

    private static final int MOST = 500;

    @Schema(name = "AuditEntry")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EntryView(
            UUID id,
            @Schema(examples = "1767225600000") long at,

            @Schema(examples = "anna", description = "The login of whoever acted.")
            String actor,

            @Schema(
                    examples = "identity provider",
                    description = "What they came with; absent for a session of theirs.")
            @Nullable
            String via,

            @Schema(examples = "setting-changed") String act,

            @Schema(examples = "done", description = "done, refused or failed.")
            String result,

            @Schema(examples = "example.org", description = "What it was done to.") @Nullable
            String object,

            @Schema(examples = "IMAP: host, password") @Nullable
            String detail,

            @Schema(examples = "203.0.113.7") @Nullable String address,

            @Schema(description = "The request's id, as in X-Request-Id and in the log.") @Nullable
            String request) {

        static EntryView of(Trail.Recorded recorded) {
            return new EntryView(
                    recorded.id(),
                    recorded.at().toEpochMilli(),
                    recorded.actor(),
                    recorded.via(),
                    recorded.act(),
                    recorded.result(),
                    recorded.object(),
                    recorded.detail(),
                    recorded.address(),
                    recorded.request());
        }
    }

    /** @param cursor of the next page; absent on the last one */
    @Schema(name = "AuditList")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EntryList(List<EntryView> items, @Nullable String cursor) {}

    private final Trail trail;
    private final Audit audit;
    private final CurrentCaller caller;
    private final ObjectMapper json;

    TrailResource(Trail trail, Audit audit, CurrentCaller caller, ObjectMapper json) {
        this.trail = trail;
        this.audit = audit;
        this.caller = caller;
        this.json = json;
    }

    @GET
    @Operation(
            summary = "List what matters to security (admin)",
            description =
                    "Newest first: who logged in or was refused, who changed users, connections, grants and webhooks.")
    public Uni<EntryList> list(
            @Parameter(description = "A login; absent for everybody's.") @QueryParam("actor") @Nullable String actor,
            @Parameter(description = "Such as log-in; absent for all.") @QueryParam("act") @Nullable String act,
            @Parameter(description = "In milliseconds since 1970-01-01T00:00Z; then or later.")
                    @QueryParam("from")
                    @Nullable
                    Long from,
            @Parameter(description = "Before that.") @QueryParam("to") @Nullable Long to,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("cursor") @Nullable String cursor) {
        var admin = caller.admin();
        int size = Math.clamp(limit, 1, MOST);
        return trail.page(admin.collectiveId(), filter(actor, act, from, to), before(cursor), size + 1)
                .map(found -> list(found, size));
    }

    private static EntryList list(List<Trail.Recorded> found, int size) {
        var shown = found.stream().limit(size).map(EntryView::of).toList();
        return new EntryList(shown, found.size() > size ? shown.getLast().id().toString() : null);
    }

    @GET
    @Path("export.ndjson")
    @Produces("application/x-ndjson")
    @ResponseHeader(name = "Content-Disposition", value = "attachment; filename=\"security-log.ndjson\"")
    @Operation(summary = "Export the same as JSON, an entry a line (admin)")
    @APIResponse(
            responseCode = "200",
            description = "All entries that the filters leave.",
            content = @Content(mediaType = "application/x-ndjson", schema = @Schema(type = SchemaType.STRING)))
    public Multi<byte[]> lines(
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("act") @Nullable String act,
            @QueryParam("from") @Nullable Long from,
            @QueryParam("to") @Nullable Long to) {
        return exported(filter(actor, act, from, to), "NDJSON")
                .map(recorded -> TrailLines.json(json, EntryView.of(recorded)));
    }

    @GET
    @Path("export.csv")
    @Produces("text/csv;charset=UTF-8")
    @ResponseHeader(name = "Content-Disposition", value = "attachment; filename=\"security-log.csv\"")
    @Operation(summary = "Export the same for spreadsheets (admin)", description = "RFC 4180; times in UTC.")
    @APIResponse(
            responseCode = "200",
            description = "All entries that the filters leave.",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
    public Multi<byte[]> table(
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("act") @Nullable String act,
            @QueryParam("from") @Nullable Long from,
            @QueryParam("to") @Nullable Long to) {
        return Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().item(TrailLines.HEADER),
                        exported(filter(actor, act, from, to), "CSV").map(TrailLines::csv));
    }

    private Multi<Trail.Recorded> exported(Trail.Filter filter, String format) {
        Caller admin = caller.admin();
        var entry = Entry.done(admin.actor(), Act.TRAIL_EXPORTED, null).with(format);
        return audit.recordAlone(entry).onItem().transformToMulti(done -> trail.all(admin.collectiveId(), filter));
    }

    private static Trail.Filter filter(
            @Nullable String actor, @Nullable String act, @Nullable Long from, @Nullable Long to) {
        return new Trail.Filter(actor, act(act), time(from), time(to));
    }

    private static @Nullable Act act(@Nullable String word) {
        return word == null
                ? null
                : Act.read(word).orElseThrow(() -> Problem.invalid("act", "is none of those that are recorded"));
    }

    /** Some say no end as the largest number there is, which is no time in a database. */
    private static @Nullable Instant time(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(Math.clamp(millis, 0L, 253_402_300_800_000L));
    }

    private static @Nullable UUID before(@Nullable String cursor) {
        try {
            return cursor == null || cursor.isEmpty() ? null : UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("cursor", "is none of ours");
        }
    }
}
