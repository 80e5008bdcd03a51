package io.mailroom.item;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.account.CurrentCaller;
import io.mailroom.web.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Files from a client; they are spooled to disk and never held in memory. */
@Path("/api/v1/sec/upload")
@Tag(name = "Items")
@RunOnVirtualThread
class UploadResource {

    private static final String META = "meta";
    private static final int LONGEST_META = 64 * 1024;

    /** A BasicResult, and what the files are now. */
    @Schema(name = "UploadResult")
    record UploadResult(
            @Schema(examples = "true") boolean success,
            @Schema(examples = "Files submitted.") String message,

            @Schema(
                    description =
                            "The items that the files are now, in the order of the files; of the mails in archives"
                                    + " those that outcomes tells of.",
                    examples = "[\"0196a5d2-7f3e-7c1a-9a4b-5f3c2d1e0f9a\"]")
            List<UUID> ids,

            @Schema(description = "What became of each file, and of the first 1,000 mails in archives.")
            List<UploadReport.Fate> outcomes,

            @Schema(description = "Of all files and mails; matched is the sum of the others.")
            UploadReport.Counts counts) {

        static UploadResult of(UploadReport report) {
            return new UploadResult(true, "Files submitted.", report.ids(), report.fates(), report.counts());
        }
    }

    /** The parts of the body, for its description only. */
    @Schema(name = "Upload")
    record UploadBody(
            @Nullable UploadMeta meta,

            @Schema(type = SchemaType.STRING, format = "binary", description = "Any number of files, under any names.")
            String file) {}

    private final Uploads uploads;
    private final CurrentCaller caller;
    private final ItemConfig config;
    private final ObjectMapper json;

    UploadResource(Uploads uploads, CurrentCaller caller, ItemConfig config, ObjectMapper json) {
        this.uploads = uploads;
        this.caller = caller;
        this.config = config;
        this.json = json;
    }

    @POST
    @Path("item")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(
            summary = "Upload files",
            description = "Each becomes an item, or all become one. An .eml becomes what it would become by import: one"
                    + " that is there already is not made again, and ids has the item it is. So does every mail in an"
                    + " archive (.mbox, .mbx or application/mbox), stored batch by batch: an upload that was cut off can"
                    + " be sent again, and makes nothing twice.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.MULTIPART_FORM_DATA,
                            schema = @Schema(implementation = UploadBody.class)))
    @APIResponse(
            responseCode = "200",
            description = "All files are stored.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = UploadResult.class)))
    @APIResponse(responseCode = "400", description = "meta is not the JSON that is expected.")
    @APIResponse(responseCode = "413", description = "More than this server accepts (mailroom.item.max-upload).")
    @APIResponse(responseCode = "415", description = "The body is not multipart/form-data.")
    @APIResponse(
            responseCode = "422",
            description = "There is no file, an archive is none, or a value of meta is invalid.")
    public UploadResult upload(
            @RestForm(META) @Nullable String meta, @RestForm(FileUpload.ALL) @Nullable List<FileUpload> parts)
            throws IOException {
        var all = Objects.requireNonNullElse(parts, List.<FileUpload>of());
        if (all.stream().mapToLong(FileUpload::size).sum() > config.maxUpload().asLongValue()) {
            throw UploadLimit.exceeded(config);
        }
        var settings = meta(meta, all).checked();
        var files = all.stream()
                .filter(part -> !part.name().equals(META))
                .map(UploadResource::file)
                .toList();
        if (files.isEmpty()) {
            throw Problem.invalid("file", "is missing: send at least one file");
        }
        return UploadResult.of(uploads.add(caller.get(), settings, files));
    }

    private static UploadedFile file(FileUpload part) {
        var name = Names.file(part.fileName());
        return UploadedFile.of(name, MediaTypes.of(part.contentType(), name), part.uploadedFile());
    }

    /** As a plain part, or as a part that has a file name. */
    private UploadMeta meta(@Nullable String plain, List<FileUpload> parts) throws IOException {
        var text = plain == null ? "" : plain;
        for (var part : parts) {
            if (part.name().equals(META) && part.size() <= LONGEST_META) {
                text = Files.readString(part.uploadedFile());
            }
        }
        return text.isBlank() ? UploadMeta.NONE : read(text);
    }

    private UploadMeta read(String text) throws JsonProcessingException {
        var meta = json.readValue(text, UploadMeta.class);
        return meta == null ? UploadMeta.NONE : meta;
    }
}
