package io.mailroom.item;

import io.mailroom.account.CurrentCaller;
import io.mailroom.web.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** Downloads: attachments and original messages, byte for byte. */
@Path("/api/v1/sec/attachment")
@Tag(name = "Items")
@RunOnVirtualThread
class AttachmentResource {

    static final String MESSAGE = "message/rfc822";

    private final Attachments attachments;
    private final Contents contents;
    private final CurrentCaller caller;

    AttachmentResource(Attachments attachments, Contents contents, CurrentCaller caller) {
        this.attachments = attachments;
        this.contents = contents;
        this.caller = caller;
    }

    @GET
    @Path("{id}")
    @Operation(
            summary = "Download an attachment",
            description = "As it was attached, byte for byte; only mail.html is a sanitised view of the body.")
    @APIResponse(
            responseCode = "200",
            description = "All of it.",
            content = @Content(mediaType = "*/*", schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "206", description = "The range that was asked for.")
    @APIResponse(responseCode = "304", description = "The one that If-None-Match names.")
    @APIResponse(responseCode = "404", description = "Your collective has no such attachment.")
    @APIResponse(responseCode = "416", description = "The range begins behind its end.")
    public RestResponse<InputStream> get(
            @Parameter(example = "0196a5d2-7f40-7b11-8c2d-3e4f5a6b7c8d") @RestPath UUID id,
            @BeanParam Download.Conditions conditions,
            @Context HttpServerResponse response)
            throws IOException {
        var attachment = attachments
                .find(caller.get().collectiveId(), id)
                .orElseThrow(() -> Problem.notFound("Your collective has no such attachment."));
        return contents.download(attachment).answer(conditions, response);
    }

    @GET
    @Path("{id}/archive")
    @Operation(
            summary = "Download the original message",
            description = "With the id of an archive of an item, or of one of its attachments.")
    @APIResponse(
            responseCode = "200",
            description = "All of it.",
            content = @Content(mediaType = MESSAGE, schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "206", description = "The range that was asked for.")
    @APIResponse(responseCode = "304", description = "The one that If-None-Match names.")
    @APIResponse(responseCode = "404", description = "Your collective has no such item, or it was not a mail.")
    @APIResponse(responseCode = "416", description = "The range begins behind its end.")
    public RestResponse<InputStream> archive(
            @Parameter(example = "0196a5d2-7f3e-7c1a-9a4b-5f3c2d1e0f9a") @RestPath UUID id,
            @BeanParam Download.Conditions conditions,
            @Context HttpServerResponse response)
            throws IOException {
        var archive = attachments
                .archive(caller.get().collectiveId(), id)
                .orElseThrow(() -> Problem.notFound("Your collective has no original message of that id."));
        return contents.download(archive).answer(conditions, response);
    }
}
