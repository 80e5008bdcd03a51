package io.mailroom.item;

import io.mailroom.account.Caller;
import io.mailroom.account.CurrentCaller;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;
import org.jspecify.annotations.Nullable;

/** The page to which files are dropped, and which then tells what became of each. */
@Path("/app/items/upload")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
class UploadPages {

    private static final Fields FIELDS = Fields.of(
            "file",
            "Files",
            "tags",
            "Tags",
            "folder",
            "Folder",
            "direction",
            "Received or sent",
            "language",
            "Language",
            "fileFilter",
            "Attachments to take",
            "attachmentsOnly",
            "Without the mails' own text",
            "together",
            "All files are one item");

    private static final List<Option> DIRECTIONS =
            List.of(Option.of("incoming", "Received"), Option.of("outgoing", "Sent"));

    record upload(Form form, List<Option> directions, long most) implements TemplateInstance {}

    record done(List<UploadedView> results, int failed) implements TemplateInstance {}

    private final Uploads uploads;
    private final CurrentCaller caller;
    private final ItemConfig config;

    UploadPages(Uploads uploads, CurrentCaller caller, ItemConfig config) {
        this.uploads = uploads;
        this.caller = caller;
        this.config = config;
    }

    @GET
    public TemplateInstance ask() {
        return page(FIELDS.blank());
    }

    private TemplateInstance page(Form form) {
        return new upload(form, DIRECTIONS, config.maxUpload().asLongValue());
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public RestResponse<TemplateInstance> take(
            MultipartFormDataInput submitted, @RestForm(FileUpload.ALL) @Nullable List<FileUpload> parts) {
        var form = FIELDS.read(texts(submitted));
        var all = Objects.requireNonNullElse(parts, List.<FileUpload>of());
        if (all.stream().mapToLong(FileUpload::size).sum() > config.maxUpload().asLongValue()) {
            throw UploadLimit.exceeded(config);
        }
        var files = all.stream()
                .filter(part -> !part.fileName().isEmpty())
                .map(UploadPages::file)
                .toList();
        if (files.isEmpty()) {
            form.complain("file", "are missing: choose at least one");
        }
        try {
            var meta = meta(form).checked();
            if (!form.isRefused()) {
                var results = results(caller.get(), meta, files);
                return Reply.page(new done(results, (int)
                        results.stream().filter(UploadedView::isFailed).count()));
            }
        } catch (Problem refusal) {
            if (!Forms.isAboutTheInput(refusal)) {
                throw refusal;
            }
            form.complain(refusal);
        }
        return Reply.refused(page(form));
    }

    /** Each file by itself, so that one that is refused keeps none of the others out; or all as one item. */
    private List<UploadedView> results(Caller who, UploadMeta meta, List<UploadedFile> files) {
        if (!meta.oneItemPerFile()) {
            return List.of(UploadedView.of(
                    files.size() == 1 ? files.getFirst().name() : files.size() + " files",
                    uploads.add(who, meta, files)));
        }
        var results = new ArrayList<UploadedView>();
        for (var file : files) {
            try {
                results.add(UploadedView.of(file.name(), uploads.add(who, meta, List.of(file))));
            } catch (Problem refusal) {
                if (!Forms.isAboutTheInput(refusal)) {
                    throw refusal;
                }
                results.add(UploadedView.refused(file.name(), refusal.detail().replaceFirst("^file ", "")));
            }
        }
        return results;
    }

    private static UploadedFile file(FileUpload part) {
        var name = Names.file(part.fileName());
        return UploadedFile.of(name, MediaTypes.of(part.contentType(), name), part.uploadedFile());
    }

    private static Map<String, List<String>> texts(MultipartFormDataInput submitted) {
        var texts = new HashMap<String, List<String>>();
        submitted
                .getValues()
                .forEach((name, values) -> texts.put(
                        name,
                        values.stream()
                                .filter(value -> !value.isFileItem())
                                .map(FormValue::getValue)
                                .toList()));
        return texts;
    }

    /** A file that is there already is not wanted twice by anybody who drops files on a page. */
    private static UploadMeta meta(Form form) {
        List<@Nullable String> tags = new ArrayList<>();
        Stream.of(form.text("tags").split("[,\n]"))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .forEach(tags::add);
        return new UploadMeta(
                !form.checked("together"),
                form.optional("direction"),
                form.optional("folder"),
                true,
                new UploadMeta.Tags(tags),
                form.optional("fileFilter"),
                form.optional("language"),
                form.checked("attachmentsOnly"));
    }
}
