package io.mailroom.outbox;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Frame;
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
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Who sent what to whom and when, for admins. */
@Path("/app/admin/audit")
@Produces(MediaType.TEXT_HTML)
class AuditPages {

    private static final String HERE = "/app/admin/audit";
    private static final int PAGE = 50;

    private static final Fields FIELDS =
            Fields.of("sender", "Sender", "recipient", "Recipient", "from", "From", "to", "Until", "cursor", "Page");

    /** @param filtered whether something narrows the list */
    record list(
            Form form,
            List<AuditView> mails,
            boolean filtered,
            @Nullable String newest,
            @Nullable String next) implements TemplateInstance {}

    private final Audit audit;
    private final Frame frame;
    private final CurrentCaller caller;

    AuditPages(Audit audit, Frame frame, CurrentCaller caller) {
        this.audit = audit;
        this.frame = frame;
        this.caller = caller;
    }

    /** Days are those of the reader's clock; the last one belongs to them. */
    @GET
    public Uni<RestResponse<TemplateInstance>> list(@Context UriInfo uri) {
        var admin = caller.admin();
        var zone = frame.zone();
        var form = FIELDS.read(uri.getQueryParameters());
        var from = day(form, "from");
        var to = day(form, "to");
        var page = Page.of(PAGE, form.optional("cursor"));
        if (form.isRefused()) {
            return Uni.createFrom().item(Reply.refused(new list(form, List.of(), true, null, null)));
        }
        return audit.entries(
                        admin,
                        new Audit.Filter(
                                form.optional("sender"),
                                form.optional("recipient"),
                                from == null ? 0 : millis(from, zone),
                                to == null ? AuditResource.END_OF_TIME : millis(to.plusDays(1), zone)),
                        page)
                .map(found -> Reply.page(list(form, found, page)));
    }

    private static list list(Form form, List<AuditView> found, Page page) {
        String query = query(form);
        String cursor = page.cursor(found, AuditView::id);
        return new list(
                form,
                page.of(found),
                !query.isEmpty(),
                page.before() == null ? null : HERE + "?" + query,
                cursor == null ? null : HERE + "?" + query + "cursor=" + cursor);
    }

    /** Ends with an ampersand, unless it is empty. */
    private static String query(Form form) {
        var query = new StringBuilder();
        for (String name : List.of("sender", "recipient", "from", "to")) {
            if (!form.text(name).isEmpty()) {
                query.append(name)
                        .append('=')
                        .append(URLEncoder.encode(form.text(name), StandardCharsets.UTF_8))
                        .append('&');
            }
        }
        return query.toString();
    }

    private static @Nullable LocalDate day(Form form, String name) {
        String text = form.text(name);
        try {
            var day = text.isEmpty() ? null : LocalDate.parse(text);
            if (day != null && (day.getYear() < 1970 || day.getYear() > 9998)) {
                form.complain(name, "is out of all time");
                return null;
            }
            return day;
        } catch (DateTimeParseException e) {
            form.complain(name, "must be a day such as 2026-11-23");
            return null;
        }
    }

    private static long millis(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant().toEpochMilli();
    }
}
