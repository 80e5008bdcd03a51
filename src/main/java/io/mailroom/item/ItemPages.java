package io.mailroom.item;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.Problem;
import io.mailroom.web.Reply;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The page of an item: what its mail says, in a frame in which nothing is allowed, and what is attached. */
@Path("/app/items/{id}")
@RunOnVirtualThread
class ItemPages {

    private static final String TEXT = "text";
    private static final int A_LINE = 80;
    private static final int FEW_LINES = 9;

    /** A document of no origin, that runs, loads and submits nothing; its links open elsewhere. */
    private static final String MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:%s;"
            + " form-action 'none'; base-uri 'none'; frame-ancestors 'self';"
            + " sandbox allow-popups allow-popups-to-escape-sandbox";

    /** What is shown of the body of a mail, and how. */
    record Shown(boolean asText, boolean formatted, boolean remote, boolean hasRemote, boolean brief) {}

    record item(
            StoredItem item,
            String origin,
            List<UUID> reportsOn,
            List<FileView> files,
            StoredItem.@Nullable Mail mail,
            @Nullable AddressLines addresses,
            @Nullable Shown shown,
            List<Handed> handed,
            List<String> others,
            String deletion)
            implements TemplateInstance {}

    private final Items items;
    private final Attachments attachments;
    private final Contents contents;
    private final MailFrames frames;
    private final Handings handings;
    private final CurrentCaller caller;

    ItemPages(
            Items items,
            Attachments attachments,
            Contents contents,
            MailFrames frames,
            Handings handings,
            CurrentCaller caller) {
        this.items = items;
        this.attachments = attachments;
        this.contents = contents;
        this.frames = frames;
        this.handings = handings;
        this.caller = caller;
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    public TemplateInstance show(
            @RestPath UUID id, @RestQuery @Nullable String view, @RestQuery @Nullable String remote) {
        var item = find(id);
        var rows = attachments.of(id);
        var mail = item.mail();
        return new item(
                item,
                Origin.of(item.source()),
                items.reportedMails(id),
                rows.stream()
                        .filter(row -> row.kind() == AttachmentKind.ATTACHMENT)
                        .map(FileView::of)
                        .toList(),
                mail,
                mail == null ? null : AddressLines.of(mail),
                mail == null || mail.problem() != null ? null : shown(rows, TEXT.equals(view), remote != null),
                handings.of(caller.get(), id),
                handings.others(caller.get(), id),
                "/app/items/" + id + "/delete");
    }

    private Shown shown(List<StoredAttachment> rows, boolean asText, boolean remote) {
        var body = frames.body(rows);
        var frame = body.frame(asText);
        return new Shown(
                asText || !body.formatted(),
                body.formatted(),
                remote,
                frame.hasRemote(),
                !frame.hasImages() && isBrief(body.view().text()));
    }

    /** Whether it needs no more than a low frame. */
    private static boolean isBrief(String text) {
        return text.lines().mapToInt(line -> 1 + line.length() / A_LINE).sum() <= FEW_LINES;
    }

    /** The document for the frame. */
    @GET
    @Path("mail")
    @Produces(MediaType.TEXT_HTML)
    public String mail(
            @RestPath UUID id,
            @RestQuery @Nullable String view,
            @RestQuery @Nullable String remote,
            @Context HttpServerResponse response) {
        var mail = find(id).mail();
        if (mail == null) {
            throw Problem.notFound("This item was not a mail.");
        }
        response.putHeader("Content-Security-Policy", MAIL_POLICY.formatted(remote == null ? "" : " https:"))
                .putHeader("X-Frame-Options", "SAMEORIGIN")
                .putHeader("Referrer-Policy", "no-referrer");
        return frames.document(mail.subject(), attachments.of(id), TEXT.equals(view), remote != null);
    }

    @GET
    @Path("original")
    public RestResponse<InputStream> original(
            @RestPath UUID id, @BeanParam Download.Conditions conditions, @Context HttpServerResponse response)
            throws IOException {
        var archive = attachments
                .archive(caller.get().collectiveId(), id)
                .orElseThrow(() -> Problem.notFound("There is no such mail."));
        return contents.download(archive).answer(conditions, response);
    }

    @POST
    @Path("delete")
    @Produces(MediaType.TEXT_HTML)
    public RestResponse<TemplateInstance> delete(@RestPath UUID id) {
        if (!items.delete(caller.get().collectiveId(), id)) {
            throw noSuchItem();
        }
        return Reply.seeOther("/app/items", "Deleted.");
    }

    private StoredItem find(UUID id) {
        return items.find(caller.get().collectiveId(), id).orElseThrow(ItemPages::noSuchItem);
    }

    private static Problem noSuchItem() {
        return Problem.notFound("There is no such item here. It may have been deleted.");
    }
}
