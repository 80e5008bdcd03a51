package io.mailroom.send;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailroom.account.CurrentCaller;
import io.mailroom.outbox.SendConfig;
import io.mailroom.web.BasicResult;
import io.mailroom.web.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Sending a mail with files of the client; they are spooled to disk, and gone when the request is. */
@Path("/api/v1/sec/email/send")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sending")
@RunOnVirtualThread
class SendFilesResource {

    private static final String MAIL = "mail";

    /** What a mail without files may be; this is held in memory. */
    private static final long LONGEST_MAIL = 10L << 20;

    private static final String WHAT =
            "The part mail is the JSON of the mail; every other part is a file that goes along, and that the HTML can show"
                    + " as cid: and its name. The rest is as without files.";

    /** The parts of the body, for its description only. */
    @Schema(name = "MailWithFiles")
    record MailWithFiles(
            @Schema(required = true) SimpleMail mail,

            @Schema(type = SchemaType.STRING, format = "binary", description = "Any number of files, under any names.")
            String file) {}

    private final Sending sending;
    private final CurrentCaller caller;
    private final SendConfig config;
    private final ObjectMapper json;

    SendFilesResource(Sending sending, CurrentCaller caller, SendConfig config, ObjectMapper json) {
        this.sending = sending;
        this.caller = caller;
        this.config = config;
        this.json = json;
    }

    @POST
    @Path("/{name}/{itemId}")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(
            operationId = "sendMailAboutItem",
            summary = "Send a mail about an item, with files of your own",
            description = WHAT)
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.MULTIPART_FORM_DATA,
                            schema = @Schema(implementation = MailWithFiles.class)))
    @APIResponse(responseCode = "400", description = "The part mail is not the JSON that is expected.")
    public RestResponse<BasicResult> send(
            @RestPath String name,
            @RestPath String itemId,
            @BeanParam SendHeaders headers,
            @RestForm(MAIL) @Nullable String mail,
            @RestForm(FileUpload.ALL) @Nullable List<FileUpload> parts)
            throws IOException {
        return send(name, itemId, mail(mail, parts), headers);
    }

    @POST
    @Path("/{name}")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(
            operationId = "sendMail",
            summary = "Send a mail about no item, with files of your own",
            description = WHAT)
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.MULTIPART_FORM_DATA,
                            schema = @Schema(implementation = MailWithFiles.class)))
    @APIResponse(responseCode = "400", description = "The part mail is not the JSON that is expected.")
    public RestResponse<BasicResult> send(
            @RestPath String name,
            @BeanParam SendHeaders headers,
            @RestForm(MAIL) @Nullable String mail,
            @RestForm(FileUpload.ALL) @Nullable List<FileUpload> parts)
            throws IOException {
        return send(name, null, mail(mail, parts), headers);
    }

    private RestResponse<BasicResult> send(String name, @Nullable String item, SimpleMail mail, SendHeaders headers) {
        return sending.send(caller.get(), name, item, mail, headers).response(headers);
    }

    private SimpleMail mail(@Nullable String plain, @Nullable List<FileUpload> parts) throws IOException {
        var all = Objects.requireNonNullElse(parts, List.<FileUpload>of());
        if (all.stream().mapToLong(FileUpload::size).sum() > config.maxSize().asLongValue()) {
            throw FilesLimit.exceeded(config);
        }
        var files = all.stream()
                .filter(part -> !part.name().equals(MAIL))
                .filter(SentAlong::isChosen)
                .map(SentAlong::file)
                .toList();
        return read(plain, all).with(files);
    }

    /** As a plain part, or as a part that has a file name, which may be longer. */
    private SimpleMail read(@Nullable String plain, List<FileUpload> parts) throws IOException {
        var text = plain == null ? "" : plain;
        for (var part : parts) {
            if (part.name().equals(MAIL)) {
                if (part.size() > LONGEST_MAIL) {
                    throw Problem.invalid(
                            MAIL, "has more than " + LONGEST_MAIL + " bytes; send what is long as a file");
                }
                text = Files.readString(part.uploadedFile());
            }
        }
        if (text.isBlank()) {
            throw Problem.invalid(MAIL, "is missing: send a part of that name with the JSON of the mail");
        }
        return parsed(text);
    }

    private SimpleMail parsed(String text) throws JsonProcessingException {
        var mail = json.readValue(text, SimpleMail.class);
        if (mail == null) {
            throw Problem.invalid(MAIL, "must be the JSON of the mail");
        }
        return mail;
    }
}
