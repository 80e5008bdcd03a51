package io.mailroom.item;

import io.mailroom.account.CurrentCaller;
import io.mailroom.mime.BodyText;
import io.mailroom.web.Problem;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The page of an attachment, with what can be shown of it without danger, and its downloads. */
@Path("/app/attachments/{id}")
@RunOnVirtualThread
class AttachmentPages {

    private static final int LONGEST_TEXT = 256 * 1024;

    private static final String PICTURE_POLICY = "default-src 'none'; frame-ancestors 'self'; sandbox";

    /** In a sandbox, browsers do not start their viewer; it is a place of its own. */
    private static final String PDF_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'";

    record attachment(
            FileView file, String itemName, @Nullable String text, boolean cut) implements TemplateInstance {}

    private final Attachments attachments;
    private final Items items;
    private final Contents contents;
    private final CurrentCaller caller;

    AttachmentPages(Attachments attachments, Items items, Contents contents, CurrentCaller caller) {
        this.attachments = attachments;
        this.items = items;
        this.contents = contents;
        this.caller = caller;
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance show(@RestPath UUID id) throws IOException {
        var attachment = find(id);
        var file = FileView.of(attachment);
        var text = file.preview() == FileView.Preview.TEXT ? text(attachment) : null;
        var item = items.find(caller.get().collectiveId(), attachment.itemId())
                .map(StoredItem::name)
                .orElse("");
        if (text == null || text.length() <= LONGEST_TEXT) {
            return new attachment(file, item, text, false);
        }
        return new attachment(file, item, StoredText.of(text, LONGEST_TEXT), true);
    }

    private String text(StoredAttachment attachment) throws IOException {
        try (var in = contents.of(attachment).open(0)) {
            return BodyText.read(in, attachment.part().charset(), LONGEST_TEXT + 1);
        }
    }

    /** To be kept. */
    @GET
    @Path("file")
    public RestResponse<InputStream> file(
            @RestPath UUID id, @BeanParam Download.Conditions conditions, @Context HttpServerResponse response)
            throws IOException {
        return contents.download(find(id)).answer(conditions, response);
    }

    /** To be shown within our pages: pictures and PDFs, and as nothing else, whatever is in them. */
    @GET
    @Path("content")
    public RestResponse<InputStream> content(
            @RestPath UUID id, @BeanParam Download.Conditions conditions, @Context HttpServerResponse response)
            throws IOException {
        var attachment = find(id);
        var file = FileView.of(attachment);
        var type = file.shownAs();
        if (type == null) {
            throw Problem.notFound("This attachment can only be downloaded.");
        }
        response.putHeader("X-Frame-Options", "SAMEORIGIN");
        response.putHeader("Cross-Origin-Resource-Policy", "same-origin");
        return Download.shown(
                        contents.of(attachment),
                        attachment.name(),
                        type,
                        file.preview() == FileView.Preview.PDF ? PDF_POLICY : PICTURE_POLICY)
                .answer(conditions, response);
    }

    private StoredAttachment find(UUID id) {
        return attachments
                .find(caller.get().collectiveId(), id)
                .orElseThrow(() -> Problem.notFound("There is no such attachment here. It may have been deleted."));
    }
}
