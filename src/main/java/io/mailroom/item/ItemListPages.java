package io.mailroom.item;

import io.mailroom.account.CurrentCaller;
import io.mailroom.item.Glances.Choices;
import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Frame;
import io.mailroom.web.Option;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The page with the list of items, and what narrows it. */
@Path("/app/items")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class ItemListPages {

    private static final String HERE = "/app/items";
    private static final int A_PAGE = 50;

    private static final List<String> NARROWING =
            List.of("q", "from", "until", "direction", "tag", "source", "attached", "reports");

    private static final Fields FIELDS = Fields.of(
            "q",
            "Search",
            "from",
            "From",
            "until",
            "Until",
            "direction",
            "Received or sent",
            "tag",
            "Tag",
            "source",
            "Came by",
            "attached",
            "With attachments",
            "reports",
            "Delivery reports");

    private static final List<Option> DIRECTIONS =
            List.of(Option.of("incoming", "Received"), Option.of("outgoing", "Sent"));

    /** Where in the list this page is. */
    record Place(
            List<Glance> items,
            boolean narrowed,
            int filters,
            boolean byDate,
            @Nullable String first,
            @Nullable String next) {}

    record list(Form form, Place place, List<Option> directions, List<Option> tags, List<Option> sources)
            implements TemplateInstance {}

    record list$results(Place place) implements TemplateInstance {}

    private final Items items;
    private final Glances glances;
    private final CurrentCaller caller;
    private final Frame frame;

    ItemListPages(Items items, Glances glances, CurrentCaller caller, Frame frame) {
        this.items = items;
        this.glances = glances;
        this.caller = caller;
        this.frame = frame;
    }

    @GET
    public RestResponse<TemplateInstance> list(
            @Context UriInfo asked,
            @RestQuery @Nullable String cursor,
            @RestHeader("HX-Request") @Nullable String htmx,
            @RestHeader("HX-Boosted") @Nullable String boosted,
            @RestHeader("HX-History-Restore-Request") @Nullable String restored) {
        var form = FIELDS.read(asked.getQueryParameters());
        var collective = caller.get().collectiveId();
        var filter = filter(form);
        var after = cursor == null ? null : Cursor.parse(cursor).orElse(null);
        var page = items.list(collective, filter, A_PAGE, after);
        var here = address(form);
        var next = page.next();
        var place = new Place(
                glances.of(page.items()),
                !here.equals(HERE),
                (int) NARROWING.stream()
                        .skip(1)
                        .filter(name -> !form.text(name).isEmpty())
                        .count(),
                filter.byDate(),
                after == null ? null : here,
                next == null ? null : here + (here.equals(HERE) ? '?' : '&') + "cursor=" + next);
        if (htmx != null && boosted == null && restored == null) {
            return RestResponse.ResponseBuilder.<TemplateInstance>ok(new list$results(place))
                    .header("HX-Replace-Url", here)
                    .build();
        }
        return RestResponse.ok(page(form, place, glances.choices(collective)));
    }

    private static TemplateInstance page(Form form, Place place, Choices choices) {
        return new list(
                form,
                place,
                DIRECTIONS,
                options(choices.tags(), form.text("tag"), tag -> tag),
                choices.sources().size() < 2 && form.text("source").isEmpty()
                        ? List.of()
                        : options(choices.sources(), form.text("source"), Origin::of));
    }

    /** What is chosen can stay so, also if it is not among the latest. */
    private static List<Option> options(List<String> values, String chosen, UnaryOperator<String> words) {
        return Stream.concat(values.stream(), Stream.of(chosen))
                .filter(value -> !value.isEmpty())
                .distinct()
                .map(value -> Option.of(value, words.apply(value)))
                .toList();
    }

    private ItemFilter filter(Form form) {
        var until = day(form, "until");
        return new ItemFilter(
                form.text("q"),
                start(day(form, "from")),
                start(until == null ? null : until.plusDays(1)),
                form.optional("tag"),
                form.optional("source"),
                form.choice("direction", Direction.class),
                form.checked("attached"),
                form.checked("reports"));
    }

    private static @Nullable LocalDate day(Form form, String field) {
        var text = form.optional(field);
        try {
            var day = text == null ? null : LocalDate.parse(text);
            if (day == null || day.getYear() > 0 && day.getYear() < 9999) {
                return day;
            }
        } catch (DateTimeException e) {
            // Told of below.
        }
        form.complain(field, "is not a date such as 2026-01-31");
        return null;
    }

    /** Of a day where the user is. */
    private @Nullable Instant start(@Nullable LocalDate day) {
        return day == null ? null : day.atStartOfDay(frame.zone()).toInstant();
    }

    /** With what narrows the list, and nothing that is empty. */
    private static String address(Form form) {
        var parameters = new ArrayList<String>();
        for (var name : NARROWING) {
            if (!form.text(name).isEmpty()) {
                parameters.add(name + "=" + URLEncoder.encode(form.text(name), StandardCharsets.UTF_8));
            }
        }
        return parameters.isEmpty() ? HERE : parameters.stream().collect(Collectors.joining("&", HERE + "?", ""));
    }
}
