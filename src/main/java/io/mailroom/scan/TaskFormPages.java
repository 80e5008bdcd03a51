package io.mailroom.scan;

import io.mailroom.account.CurrentCaller;
import io.mailroom.db.Transactions;
import io.mailroom.web.Form;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * What helps to fill in the form of a task: the mailboxes that there are, and the next times of its schedule. Without
 * script it is the whole form again, with everything that was typed.
 */
@Path("/app/tasks/form")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class TaskFormPages {

    private final MailboxPicker picker;
    private final TaskFormPage page;
    private final Transactions transactions;
    private final CurrentCaller caller;

    TaskFormPages(MailboxPicker picker, TaskFormPage page, Transactions transactions, CurrentCaller caller) {
        this.picker = picker;
        this.page = page;
        this.transactions = transactions;
        this.caller = caller;
    }

    @POST
    @Path("mailboxes")
    public TemplateInstance mailboxes(
            MultivaluedMap<String, String> submitted,
            @RestHeader("HX-Request") boolean htmx,
            @RestHeader("HX-Boosted") boolean boosted) {
        var form = TaskFields.FIELDS.read(submitted);
        var choices = picker.choices(caller.get(), form.text("imapConnection"), TaskFields.folders(form));
        form.with("folders", TaskFields.folders(form)).with("otherFolders", null);
        return htmx && !boosted ? new TaskFormPage.edit$mailboxes(form, choices) : whole(form, choices);
    }

    @POST
    @Path("schedule")
    public TemplateInstance schedule(
            MultivaluedMap<String, String> submitted,
            @RestHeader("HX-Request") boolean htmx,
            @RestHeader("HX-Boosted") boolean boosted) {
        var form = TaskFields.FIELDS.read(submitted);
        return htmx && !boosted
                ? new TaskFormPage.edit$schedule(page.times(form))
                : whole(form, MailboxPicker.Choices.unasked(TaskFields.folders(form)));
    }

    private TemplateInstance whole(Form form, MailboxPicker.Choices choices) {
        return transactions.await(() -> page.of(caller.get(), form, choices, null));
    }

    /** Whoever reloads one of these. */
    @GET
    @Path("{part}")
    public RestResponse<TemplateInstance> again(@RestPath String part, @RestQuery @Nullable String id) {
        return Reply.seeOther(TaskFormPage.path(id));
    }
}
