package io.mailroom.ops;

import io.mailroom.account.CurrentCaller;
import io.mailroom.audit.Act;
import io.mailroom.audit.Trail;
import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Frame;
import io.mailroom.web.Option;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Who did what that matters to security, for admins. */
@Path(TrailPages.HERE)
@Produces(MediaType.TEXT_HTML)
class TrailPages {

    static final String HERE = "/app/admin/security";

    private static final String EXPORT = "/api/v1/sec/audit/export.";
    private static final int PAGE = 50;

    private static final Fields FIELDS =
            Fields.of("actor", "Who", "act", "What", "from", "From", "to", "Until", "cursor", "Page");

    private static final List<Option> ACTS = Stream.of(Act.values())
            .map(act -> Option.of(act.word(), act.words()))
            .toList();

    /** An entry in words. */
    record Line(Trail.Recorded entry, String what) {

        static Line of(Trail.Recorded entry) {
            return new Line(entry, Act.read(entry.act()).map(Act::words).orElse(entry.act()));
        }
    }

    /**
     * @param filtered whether something narrows the list
     * @param table where all of it is to be had for a spreadsheet
     * @param lines and for programs
     */
    record list(
            Form form,
            List<Option> acts,
            List<Line> entries,
            boolean filtered,
            String table,
            String lines,
            @Nullable String newest,
            @Nullable String next)
            implements TemplateInstance {}

    private final Trail trail;
    private final Frame frame;
    private final CurrentCaller caller;

    TrailPages(Trail trail, Frame frame, CurrentCaller caller) {
        this.trail = trail;
        this.frame = frame;
        this.caller = caller;
    }

    /** Days are those of the reader's clock; the last one belongs to them. */
    @GET
    public Uni<RestResponse<TemplateInstance>> list(@Context UriInfo uri) {
        var admin = caller.admin();
        var form = FIELDS.read(uri.getQueryParameters());
        var from = day(form, "from", 0);
        var to = day(form, "to", 1);
        var act = Optional.ofNullable(form.optional("act")).flatMap(Act::read).orElse(null);
        var before = cursor(form);
        var filter = new Trail.Filter(form.optional("actor"), act, from, to);
        if (form.isRefused()) {
            return Uni.createFrom().item(Reply.refused(list(form, filter, List.of(), before)));
        }
        return trail.page(admin.collectiveId(), filter, before, PAGE + 1)
                .map(found -> Reply.page(list(form, filter, found, before)));
    }

    private static list list(Form form, Trail.Filter filter, List<Trail.Recorded> found, @Nullable UUID before) {
        var shown = found.stream().limit(PAGE).toList();
        var query = query(form);
        var exported = exported(filter);
        return new list(
                form,
                ACTS,
                shown.stream().map(Line::of).toList(),
                !query.isEmpty(),
                EXPORT + "csv" + exported,
                EXPORT + "ndjson" + exported,
                before == null ? null : HERE + "?" + query,
                found.size() > PAGE
                        ? HERE + "?" + query + "cursor=" + shown.getLast().id()
                        : null);
    }

    /** Ends with an ampersand, unless it is empty. */
    private static String query(Form form) {
        var query = new StringBuilder();
        for (String name : List.of("actor", "act", "from", "to")) {
            if (!form.text(name).isEmpty()) {
                query.append(name).append('=').append(encoded(form.text(name))).append('&');
            }
        }
        return query.toString();
    }

    private static String exported(Trail.Filter filter) {
        var query = new StringBuilder();
        append(query, "actor", filter.actor());
        append(query, "act", filter.act() == null ? null : filter.act().word());
        append(query, "from", filter.from() == null ? null : filter.from().toEpochMilli());
        append(query, "to", filter.to() == null ? null : filter.to().toEpochMilli());
        return query.toString();
    }

    private static void append(StringBuilder query, String name, @Nullable Object value) {
        if (value != null) {
            query.append(query.isEmpty() ? '?' : '&').append(name).append('=').append(encoded(value.toString()));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private @Nullable Instant day(Form form, String name, int later) {
        String text = form.text(name);
        ZoneId zone = frame.zone();
        try {
            var day = text.isEmpty() ? null : LocalDate.parse(text);
            if (day != null && (day.getYear() < 1970 || day.getYear() > 9998)) {
                form.complain(name, "is out of all time");
                return null;
            }
            return day == null ? null : day.plusDays(later).atStartOfDay(zone).toInstant();
        } catch (DateTimeParseException e) {
            form.complain(name, "must be a day such as 2026-11-23");
            return null;
        }
    }

    private static @Nullable UUID cursor(Form form) {
        try {
            return form.text("cursor").isEmpty() ? null : UUID.fromString(form.text("cursor"));
        } catch (IllegalArgumentException e) {
            form.complain("cursor", "is none of ours");
            return null;
        }
    }
}
