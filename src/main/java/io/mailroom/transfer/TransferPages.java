package io.mailroom.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.account.CurrentCaller;
import io.mailroom.account.Proof;
import io.mailroom.web.Fields;
import io.mailroom.web.Form;
import io.mailroom.web.Forms;
import io.mailroom.web.Option;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Taking what one has to another Mailroom, and bringing it from there: a plan first, and then what it says. */
@Path(TransferPages.PATH)
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class TransferPages {

    static final String PATH = "/app/account/move";

    /** A thousand connections, tasks and templates. */
    private static final int MOST = 3 << 20;

    private static final Fields EXPORT = Fields.of("passphrase", "Passphrase", "password", "Your password here")
            .withIds("e");
    private static final Fields IMPORT = Fields.of(
                    "document",
                    "Document",
                    "passphrase",
                    "Its passphrase",
                    "existing",
                    "What has the same name here and is another",
                    "enableTasks",
                    "Let import tasks run at once")
            .withIds("i");

    private static final JsonFactory JSON = new ObjectMapper().getFactory();

    private static final List<Option> CHOICES = Stream.of(Existing.values())
            .map(one -> Option.of(one.word(), one.label()))
            .toList();

    record move(Form exported, Form imported, List<Option> choices) implements TemplateInstance {}

    /** @param document as it was brought, to be brought once more; its secrets are sealed */
    record plan(Form form, String document, List<PlanRow> rows, boolean changes) implements TemplateInstance {}

    record done(List<PlanRow> rows) implements TemplateInstance {}

    private final Export export;
    private final Import imports;
    private final Forms forms;
    private final Proof proof;
    private final CurrentCaller caller;

    TransferPages(Export export, Import imports, Forms forms, Proof proof, CurrentCaller caller) {
        this.export = export;
        this.imports = imports;
        this.forms = forms;
        this.proof = proof;
        this.caller = caller;
    }

    @GET
    public TemplateInstance ask() {
        return page(EXPORT.blank(), IMPORT.blank());
    }

    private static TemplateInstance page(Form exported, Form imported) {
        return new move(exported, imported, CHOICES);
    }

    /** Where a refused form was shown, and is loaded again. */
    @GET
    @Path("{form:export|plan|import}")
    public RestResponse<TemplateInstance> back() {
        return Reply.seeOther(PATH);
    }

    @POST
    @Path("export")
    public RestResponse<?> export(MultivaluedMap<String, String> submitted) {
        var form = EXPORT.read(submitted);
        var input = new ExportResource.ExportInput(form.secret("passphrase"), form.optionalSecret("password"));
        if (forms.accepts(form, input)) {
            try {
                var owner = caller.get();
                proof.demand(owner, input.password());
                return ExportResource.document(export.of(owner, input.passphrase()));
            } catch (Problem refusal) {
                complain(form, refusal);
            }
        }
        return Reply.refused(page(form, IMPORT.blank()));
    }

    @POST
    @Path("plan")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public RestResponse<TemplateInstance> plan(
            @RestForm("document") @Nullable FileUpload document,
            @RestForm @Nullable String passphrase,
            @RestForm @Nullable String existing,
            @RestForm @Nullable String enableTasks)
            throws IOException {
        var values = new HashMap<String, List<String>>();
        values.put("passphrase", List.of(passphrase == null ? "" : passphrase));
        values.put("existing", List.of(existing == null ? Existing.SKIP.word() : existing));
        values.put("enableTasks", enableTasks == null ? List.of() : List.of(enableTasks));
        var form = IMPORT.read(values);
        if (document == null || document.size() == 0) {
            form.complain("document", "is missing: choose the file that was exported");
        } else if (document.size() > MOST) {
            form.complain("document", "is too large to be one user's");
        } else {
            return planned(form, new String(Files.readAllBytes(document.uploadedFile()), StandardCharsets.UTF_8));
        }
        return Reply.refused(page(EXPORT.blank(), form));
    }

    private RestResponse<TemplateInstance> planned(Form form, String document) throws IOException {
        try {
            var plan = imported(form, document, true);
            return Reply.page(new plan(
                    form,
                    document,
                    rows(plan, false),
                    plan.stream().anyMatch(entry -> entry.action().changes())));
        } catch (Problem refusal) {
            complain(form, refusal);
            return Reply.refused(page(EXPORT.blank(), form));
        }
    }

    /** The document is brought once more: nothing of it was kept here. */
    @POST
    @Path("import")
    public RestResponse<TemplateInstance> take(MultivaluedMap<String, String> submitted) throws IOException {
        var form = IMPORT.read(submitted);
        String document = form.text("document");
        try {
            return Reply.page(new done(rows(imported(form, document, false), true)));
        } catch (Problem refusal) {
            complain(form, refusal);
            return Reply.refused(new plan(form, document, List.of(), true));
        }
    }

    private List<PlanEntry> imported(Form form, String document, boolean dryRun) throws IOException {
        var choice = Choice.of(dryRun, form.optional("existing"), form.checked("enableTasks"));
        try (var parser = JSON.createParser(document)) {
            return imports.of(caller.get(), parser, form.secret("passphrase"), choice);
        }
    }

    private static List<PlanRow> rows(List<PlanEntry> plan, boolean done) {
        return plan.stream().map(entry -> PlanRow.of(entry, done)).toList();
    }

    private static void complain(Form form, Problem refusal) {
        if (!Forms.isAboutTheInput(refusal)) {
            throw refusal;
        }
        form.complain(refusal);
    }
}
