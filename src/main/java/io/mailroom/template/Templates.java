package io.mailroom.template;

import io.mailroom.account.Caller;
import io.mailroom.db.Transactions;
import io.mailroom.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** The templates of a collective for those who send. Blocking; runs on a virtual thread. */
@ApplicationScoped
public class Templates {

    /** Where a mail names its template. */
    private static final String FIELD = "template";

    private final MailTemplates templates;
    private final TemplateRendering rendering;
    private final RenderingLimit limit;
    private final Transactions transactions;
    private final Clock clock;

    Templates(
            MailTemplates templates,
            TemplateRendering rendering,
            RenderingLimit limit,
            Transactions transactions,
            Clock clock) {
        this.templates = templates;
        this.rendering = rendering;
        this.limit = limit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** @throws Problem 422 when there is none of that name, or it cannot be rendered for this */
    public Words render(Caller caller, String name, Occasion occasion) {
        return render(caller, stored(caller, name), occasion, FIELD + ".");
    }

    /** In their order. */
    public List<String> names(Caller caller) {
        return transactions.await(() -> templates.list(caller)).stream()
                .map(MailTemplateView::name)
                .toList();
    }

    /**
     * What the template wants to know, in the order of its texts.
     *
     * @throws Problem 422 when there is none of that name
     */
    public List<Variable> variables(Caller caller, String name) {
        return variables(stored(caller, name));
    }

    /** Empty for a template that cannot even be read. */
    List<Variable> variables(MailTemplateView template) {
        return limit.run(() -> rendering.variables(template));
    }

    /** @throws Problem 422 that names the texts that could never be rendered, and the lines in them */
    void check(MailTemplateInput input) {
        limit.run(() -> {
            rendering.check(input);
            return input;
        });
    }

    /** The same where the template is all that the request is about. */
    Words preview(Caller caller, MailTemplateView template, Occasion occasion) {
        return render(caller, template, occasion, "");
    }

    private Words render(Caller caller, MailTemplateView template, Occasion occasion, String path) {
        var variables = Variables.checked(occasion.variables());
        var data = TemplateData.of(caller, occasion, variables, clock.instant());
        return limit.run(() -> rendering.render(template, data, path));
    }

    private MailTemplateView stored(Caller caller, String name) {
        try {
            return transactions.await(() -> templates.get(caller, name));
        } catch (Problem e) {
            throw e.status() == 404
                    ? Problem.invalid(
                            FIELD,
                            "is " + name
                                    + ", which your collective has no template of. GET /api/v1/sec/email/template lists them")
                    : e;
        }
    }
}
