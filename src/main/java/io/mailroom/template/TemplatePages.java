package io.mailroom.template;

import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
import io.mailroom.db.Transactions;
import io.mailroom.item.ItemFile;
import io.mailroom.item.ItemSummary;
import io.mailroom.mime.Address;
import io.mailroom.web.Expected;
import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.InputStream;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The pages of the collective's templates: the list, and a form with a preview for each. */
@Path("/app/templates")
@Produces(MediaType.TEXT_HTML)
class TemplatePages {

    private static final String SAMPLE = "variables.";
    private static final String LIST = "/app/templates";

    /** Whose page is another one here. */
    private static final String NEW = "new";

    record list(List<MailTemplateView> templates) implements TemplateInstance {}

    /**
     * @param stored the name under which it is stored; null for a new one
     * @param samples the fields for what the template asks for
     */
    record edit(
            Form form,
            @Nullable String stored,
            List<String> samples,
            @Nullable Words preview) implements TemplateInstance {}

    private final MailTemplates templates;
    private final Templates rendering;
    private final Transactions transactions;
    private final Forms forms;
    private final CurrentCaller caller;
    private final Clock clock;

    TemplatePages(
            MailTemplates templates,
            Templates rendering,
            Transactions transactions,
            Forms forms,
            CurrentCaller caller,
            Clock clock) {
        this.templates = templates;
        this.rendering = rendering;
        this.transactions = transactions;
        this.forms = forms;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    public Uni<TemplateInstance> list() {
        return templates.list(caller.get()).map(list::new);
    }

    @GET
    @Path(NEW)
    public TemplateInstance begin() {
        return new edit(fields(List.of()).blank(), null, List.of(), null);
    }

    @GET
    @Path("{name}")
    @RunOnVirtualThread
    public TemplateInstance open(String name) {
        var who = caller.get();
        var template = transactions.await(() -> templates.get(who, name));
        var variables = rendering.variables(template);
        var form = fields(variables)
                .blank()
                .with("name", template.name())
                .with("subject", template.subject())
                .with("body", template.body())
                .with("html", template.html())
                .with("version", template.version());
        return page(form, name, variables, null);
    }

    @POST
    @Path(NEW)
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> add(MultivaluedMap<String, String> submitted) {
        return submit(submitted, null);
    }

    @POST
    @Path("{name}")
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> replace(String name, MultivaluedMap<String, String> submitted) {
        return submit(submitted, name);
    }

    private RestResponse<TemplateInstance> submit(MultivaluedMap<String, String> submitted, @Nullable String stored) {
        var who = caller.get();
        var plain = fields(List.of()).read(submitted);
        var variables = rendering.variables(view(input(plain)));
        var form = fields(variables).read(submitted);
        var input = input(form);
        boolean look = "preview".equals(submitted.getFirst("act"));
        if (look || forms.accepts(form, input)) {
            try {
                rendering.check(input);
                if (look) {
                    var preview = rendering.preview(who, view(input), sample(form, variables));
                    return Reply.page(page(form, stored, variables, preview));
                }
                if (!form.isRefused()) {
                    store(who, stored, input);
                    return Reply.seeOther(LIST, "Saved " + input.name() + ".");
                }
            } catch (Problem e) {
                if (!Forms.isAboutTheInput(e)) {
                    throw e;
                }
                form.complain(e);
            }
        }
        return Reply.refused(page(form, stored, variables, null));
    }

    private void store(Caller who, @Nullable String stored, MailTemplateInput input) {
        var expected = new Expected(null, input.version());
        transactions.await(
                () -> stored == null ? templates.add(who, input) : templates.replace(who, stored, input, expected));
    }

    @POST
    @Path("{name}/delete")
    public Uni<RestResponse<TemplateInstance>> delete(String name) {
        return templates
                .remove(caller.get(), name, new Expected(null, null))
                .map(done -> Reply.seeOther(LIST, "Deleted " + name + "."));
    }

    private static Fields fields(List<Variable> variables) {
        return Fields.of(Stream.concat(
                        Stream.of(
                                "name",
                                "Name",
                                "subject",
                                "Subject",
                                "body",
                                "Text",
                                "html",
                                "Page (HTML)",
                                "version",
                                "Version"),
                        variables.stream().flatMap(variable -> Stream.of(SAMPLE + variable.name(), variable.name())))
                .toArray(String[]::new));
    }

    private static TemplateInstance page(
            Form form, @Nullable String stored, List<Variable> variables, @Nullable Words preview) {
        var samples =
                variables.stream().map(variable -> SAMPLE + variable.name()).toList();
        return new edit(form, stored, samples, preview);
    }

    private static MailTemplateInput input(Form form) {
        return new MailTemplateInput(
                form.text("name"),
                form.text("subject"),
                form.text("body"),
                form.optional("html"),
                form.longNumber("version"));
    }

    private MailTemplateView view(MailTemplateInput input) {
        long now = clock.millis();
        return new MailTemplateView(input.name(), input.subject(), input.body(), input.html(), now, now, 0);
    }

    /** Something to look at while no mail is written yet. */
    private Occasion sample(Form form, List<Variable> variables) {
        var item = new ItemSummary(
                new UUID(0, 0), "Invoice 2026-0042", clock.instant(), clock.instant(), "Ben Huber <ben@example.org>");
        var file = new ItemFile(
                new UUID(0, 0), "invoice.pdf", "application/pdf", 84_000, false, InputStream::nullInputStream);
        return new Occasion(
                item, List.of(file), List.of(Address.parse("Ben Huber <ben@example.org>")), values(form, variables));
    }

    /** What was left empty shows where it will stand. */
    private static Map<String, @Nullable Object> values(Form form, List<Variable> variables) {
        var values = new HashMap<String, @Nullable Object>();
        for (var variable : variables) {
            var field = SAMPLE + variable.name();
            var typed = form.lines(field);
            var lines = typed.isEmpty() ? List.of("[" + variable.name() + "]") : typed;
            values.put(variable.name(), variable.list() ? lines : String.join("\n", lines));
        }
        return values;
    }
}
