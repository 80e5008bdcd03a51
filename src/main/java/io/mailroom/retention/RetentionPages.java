package io.mailroom.retention;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;

/** How long a collective keeps what it has, for its admins; what would go is told before it does. */
@Path(RetentionPages.PATH)
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class RetentionPages {

    static final String PATH = "/app/admin/retention";

    private static final Fields FIELDS = Fields.of(
            "items", "Items",
            "originals", "Original messages",
            "ledger", "Import ledger",
            "runs", "Import runs",
            "sent", "Sent mails",
            "audit", "Security log");

    /**
     * @param going what goes with what was typed, once more to be confirmed; empty: nothing was asked for
     * @param confirmed what was typed; if that is typed over meanwhile, it is asked for again
     */
    record show(Form form, List<Periods.Period> periods, List<Periods.Going> going, String confirmed)
            implements TemplateInstance {}

    private final Periods periods;
    private final CurrentCaller caller;

    RetentionPages(Periods periods, CurrentCaller caller) {
        this.periods = periods;
        this.caller = caller;
    }

    @GET
    public TemplateInstance show() {
        var now = periods.of(caller.admin().collectiveId());
        var form = FIELDS.blank();
        now.forEach(period -> form.with(period.kind().word(), period.days()));
        return new show(form, now, List.of(), "");
    }

    /** What is not confirmed and would remove something is shown first. */
    @POST
    public RestResponse<TemplateInstance> save(MultivaluedMap<String, String> submitted) {
        var collective = caller.admin().collectiveId();
        var now = periods.of(collective);
        var form = FIELDS.read(submitted);
        var changed = changed(form, now);
        if (form.isRefused()) {
            return Reply.refused(new show(form, now, List.of(), ""));
        }
        try {
            var going = periods.preview(collective, changed).stream()
                    .filter(each -> each.count() > 0)
                    .toList();
            var confirmed = changed.stream().map(Periods.Choice::words).collect(Collectors.joining(", "));
            if (!going.isEmpty() && !confirmed.equals(submitted.getFirst("confirmed"))) {
                return Reply.page(new show(form, now, going, confirmed));
            }
            if (!changed.isEmpty()) {
                periods.put(caller.admin(), changed);
            }
            return Reply.seeOther(PATH, "Saved.");
        } catch (Problem problem) {
            if (!Forms.isAboutTheInput(problem)) {
                throw problem;
            }
            return Reply.refused(new show(form.complain(problem), now, List.of(), ""));
        }
    }

    private static List<Periods.Choice> changed(Form form, List<Periods.Period> now) {
        Map<Kind, Periods.Period> byKind =
                now.stream().collect(Collectors.toMap(Periods.Period::kind, Function.identity()));
        return Arrays.stream(Kind.values())
                .map(kind -> new Periods.Choice(kind, form.number(kind.word()), false))
                .filter(choice -> !Objects.equals(
                        choice.days(),
                        Objects.requireNonNull(byKind.get(choice.kind())).days()))
                .toList();
    }
}
