package io.mailroom.scan;

import io.mailroom.account.CurrentCaller;
import io.mailroom.db.Transactions;
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
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What the settings in the form would import, above the form itself, so that one can go on with either. */
@Path("/app/tasks/preview")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class PreviewPages {

    /** Too many ask their servers at this moment: what was typed is kept for another try. */
    private final Preview previews;

    private final TaskFormPage page;
    private final Forms forms;
    private final Transactions transactions;
    private final CurrentCaller caller;

    PreviewPages(Preview previews, TaskFormPage page, Forms forms, Transactions transactions, CurrentCaller caller) {
        this.previews = previews;
        this.page = page;
        this.forms = forms;
        this.transactions = transactions;
        this.caller = caller;
    }

    @POST
    public RestResponse<TemplateInstance> preview(MultivaluedMap<String, String> submitted) {
        var form = TaskFields.FIELDS.read(submitted);
        var input = TaskFields.input(form);
        if (!forms.accepts(form, input)) {
            return Reply.refused(whole(form, null));
        }
        try {
            return Reply.page(whole(form, previews.of(caller.get(), input)));
        } catch (Problem problem) {
            return Reply.refused(whole(form.complaining(problem), null));
        }
    }

    private TemplateInstance whole(Form form, @Nullable PreviewView preview) {
        var chosen = MailboxPicker.Choices.unasked(TaskFields.folders(form));
        return transactions.await(() -> page.of(caller.get(), form, chosen, preview));
    }

    /** Whoever reloads it. */
    @GET
    public RestResponse<TemplateInstance> again(@RestQuery @Nullable String id) {
        return Reply.seeOther(TaskFormPage.path(id));
    }
}
